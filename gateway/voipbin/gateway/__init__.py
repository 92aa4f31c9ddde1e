"""The REST face: HTTP requests become gRPC calls, answers become JSON."""
