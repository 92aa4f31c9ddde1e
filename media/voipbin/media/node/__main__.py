"""Runs the media process."""

import sys

from voipbin.media.node.main import main

sys.exit(main())
