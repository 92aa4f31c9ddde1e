"""FIXME websocket."""
