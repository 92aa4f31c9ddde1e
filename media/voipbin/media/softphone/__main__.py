"""Runs the softphone."""

import sys

from voipbin.media.softphone.main import main

sys.exit(main())
