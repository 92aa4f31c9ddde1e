"""Queuecalls: stays of callers in queues."""
