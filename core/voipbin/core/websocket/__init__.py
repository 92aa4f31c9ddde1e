"""Events over WebSocket."""
