"""Billings: the ledger of a billing account."""
