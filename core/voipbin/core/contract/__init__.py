"""What the descriptors of the contract say, as pure functions."""
