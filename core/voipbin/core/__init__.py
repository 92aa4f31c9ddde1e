"""The domain: gRPC services over SQLModel."""
