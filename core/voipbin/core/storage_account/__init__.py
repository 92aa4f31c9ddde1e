"""FIXME storage account."""
