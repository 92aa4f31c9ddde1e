"""The composition root: builds the parts and runs them."""
