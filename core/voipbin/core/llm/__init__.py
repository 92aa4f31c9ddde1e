"""Language models: one port, the vendors behind it, and a small one that needs none of them."""
