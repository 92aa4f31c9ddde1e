"""A built-in telephone: a real SIP and RTP client for demos, self-tests and tests."""

from voipbin.media.softphone.call import PhoneCall
from voipbin.media.softphone.phone import Softphone
from voipbin.media.softphone.script import Step, parse_script
from voipbin.media.softphone.settings import Behaviour, PhoneSettings

__all__ = ["Behaviour", "PhoneCall", "PhoneSettings", "Softphone", "Step", "parse_script"]
