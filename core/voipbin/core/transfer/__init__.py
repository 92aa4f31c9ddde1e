"""Transfers: handing a call over to somebody else."""
