"""The GraphQL face: relational queries over the same gRPC services as every other face."""
