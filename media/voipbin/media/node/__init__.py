"""The media process: SIP and RTP channels driven by the core, and the public audio stream."""

import voipbin.media.plain_logs  # noqa: F401 - before anything imports structlog
from voipbin.media.node.node import MediaNode
from voipbin.media.node.settings import NodeSettings

__all__ = ["MediaNode", "NodeSettings"]
