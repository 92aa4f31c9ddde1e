"""`python -m voipbin.core` is `voipbin`."""

from voipbin.core.cli import main

main()
