"""The ways texts take to and from telephone networks, as the operator chose them."""

from collections.abc import Mapping

import structlog

from voipbin.core.egress import EgressClient
from voipbin.core.errors import Unavailable
from voipbin.core.message.gateway import SmsGateway
from voipbin.core.message.hook_source import Hearer, ProviderHooks
from voipbin.core.message.hooks import TelnyxHook
from voipbin.core.message.messagebird import MessageBirdGateway
from voipbin.core.message.service import Messages
from voipbin.core.message.telnyx import TelnyxGateway
from voipbin.core.settings import Settings

_log = structlog.get_logger(__name__)

_ANYWHERE = ("0.0.0.0/0", "::/0")
"No customer has a say in these URLs, and a relay of the operator may be near."
_UNHEARD = (
    "nobody can tell whether this is Telnyx: the operator has to set VOIPBIN_TELNYX_PUBLIC_KEY"
)


def sms_gateways(settings: Settings) -> list[SmsGateway]:
    """Those there is a key for, in the order in which they are asked."""
    egress = EgressClient(_ANYWHERE)
    found: list[SmsGateway] = []
    if key := settings.telnyx_api_key.get_secret_value():
        found.append(TelnyxGateway(egress, settings.telnyx_url, key))
    if key := settings.messagebird_access_key.get_secret_value():
        found.append(MessageBirdGateway(egress, settings.messagebird_url, key))
    return found


def provider_hooks(messages: Messages, settings: Settings) -> ProviderHooks:
    """Who hears what providers say: those whose signature can be checked, and anybody at home."""
    hear: Hearer = _refuse_telnyx
    if settings.telnyx_public_key or settings.dev:
        hear = TelnyxHook(messages, settings.telnyx_public_key).hear
    elif settings.telnyx_api_key.get_secret_value():
        _log.warning(
            "no texts are taken from Telnyx, and no delivery reports: set"
            " VOIPBIN_TELNYX_PUBLIC_KEY, without which anybody could pretend to be Telnyx"
        )
    return ProviderHooks({"/messages/telnyx": hear})


async def _refuse_telnyx(_headers: Mapping[str, str], _body: bytes) -> None:
    """
    Raises:
        Unavailable: always. Telnyx tells it again, when the key may be there.
    """
    raise Unavailable(_UNHEARD, reason="HOOK_NOT_SET_UP")
