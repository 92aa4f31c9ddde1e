"""Files the platform keeps, and signed links to them."""
