"""Whom the platform deals with outside, as the settings say."""

from voipbin.core.call.address import Provider
from voipbin.core.provider.lookup import SipLookup
from voipbin.core.provider.sources import CarrierSources
from voipbin.core.settings import Settings
from voipbin.core.unit_of_work import Store

_LOOPBACK = ("127.0.0.0/8", "::1/128")


def carrier_sources(store: Store, settings: Settings) -> CarrierSources:
    """Who counts as a carrier by its address."""
    networks = settings.carrier_network_list
    return CarrierSources(
        store,
        # At home every program plays the carrier.
        [*networks, *_LOOPBACK] if settings.dev else networks,
        settings.provider.removeprefix("sip:"),
        lookup=SipLookup(settings.nameserver),
    )


def configured_provider(settings: Settings) -> Provider | None:
    """Where telephone numbers go that no route leads to."""
    if not settings.provider:
        return None
    return Provider(
        settings.provider.removeprefix("sip:"),
        settings.provider_username,
        settings.provider_password.get_secret_value(),
    )


def allowed_networks(settings: Settings) -> list[str]:
    """Networks that URLs of customers may lead to besides the public ones."""
    named = [entry.strip() for entry in settings.egress_allow.split(",") if entry.strip()]
    return [*named, *_LOOPBACK] if settings.dev else named
