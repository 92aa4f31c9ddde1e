"""Numbers a customer owns."""
