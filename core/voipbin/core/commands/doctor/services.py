"""Python, speech engines and the carrier."""

import asyncio
import sys
from pathlib import Path

from voipbin.core.commands.doctor.addresses import split_address
from voipbin.core.commands.doctor.finding import Finding, error, ok, warning
from voipbin.core.provider.sources import host_of
from voipbin.core.settings import Settings

_OLDEST = (3, 11)
_LOOKUP_S = 5.0


def check_python() -> Finding:
    """Whether this Python is new enough."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < _OLDEST:
        return error("Python", f"{version} is too old", "make PYTHON=python3.11, or newer")
    return ok("Python", version)


def check_speech(settings: Settings) -> list[Finding]:
    """Who can speak and who can listen."""
    from voipbin.core.serve.speech import speech_settings
    from voipbin.media.speech import Speech

    engines = Speech(speech_settings(settings)).engines()
    findings = []
    for kind, subject, wanted in (
        ("tts", "speaking", settings.tts_provider),
        ("stt", "listening", settings.stt_provider),
    ):
        mine = [engine for engine in engines if engine.kind == kind]
        ready = [engine for engine in mine if engine.ready]
        if wanted and wanted not in {engine.name for engine in ready}:
            notes = [engine.note for engine in mine if engine.name == wanted]
            reason = notes[0] if notes else f"{wanted} has no adapter here"
            findings.append(warning(subject, f"{wanted}: {reason}", "another engine is used"))
        if not ready:
            local = next(engine for engine in mine if engine.name == "local")
            text = f"no engine: {local.note}"
            findings.append(warning(subject, text, "pip install 'voipbin[speech]'"))
        findings += [ok(subject, f"{e.name} ({e.model}): {e.note}") for e in ready]
    return findings


async def check_provider(settings: Settings) -> Finding:
    """Whether numbers of the telephone network can be called."""
    name = "provider"
    if not settings.provider:
        text = "none: extensions and sip: addresses can be called, tel numbers cannot"
        return ok(name, f"{text} (--provider HOST)")
    from voipbin.core.provider.lookup import SipLookup

    host = host_of(settings.provider.removeprefix("sip:"))
    try:
        lookup = SipLookup(settings.nameserver)
        async with asyncio.timeout(_LOOKUP_S):
            found = await lookup(host)
    except (OSError, TimeoutError) as fault:
        reason = str(fault) or f"{host}: no answer of the name server"
        return error(name, reason, "check the name in --provider")
    if settings.provider_username and not settings.provider_password.get_secret_value():
        mend = "VOIPBIN_PROVIDER_PASSWORD"
        return warning(name, f"{host}: a user name, but no password", mend)
    return ok(name, f"{host} is {', '.join(found)}")


def check_texts(settings: Settings) -> Finding:
    """Whether texts leave, and whether what providers tell can be believed."""
    name = "texts"
    by_telnyx = bool(settings.telnyx_api_key.get_secret_value())
    ways = ["Telnyx"] if by_telnyx else []
    ways += ["MessageBird"] if settings.messagebird_access_key.get_secret_value() else []
    if ways:
        out = f"they leave by {' and then '.join(ways)}"
    else:
        flags = "--telnyx-api-key or --messagebird-access-key"
        out = f"no provider: they reach numbers of this platform alone ({flags})"
    if settings.telnyx_public_key:
        return ok(name, f"{out}; what Telnyx tells is checked with its key")
    if settings.dev:
        return ok(name, f"{out}; without a key of Telnyx, --dev takes them from anybody")
    if by_telnyx:
        text = f"{out}; none come in, and no delivery reports: the key of its hook is missing"
        return warning(name, text, "VOIPBIN_TELNYX_PUBLIC_KEY, as the portal of Telnyx shows it")
    return ok(name, f"{out}; none come in from outside (--telnyx-public-key)")


def check_number_pool(settings: Settings) -> Finding:
    """Whether the numbers that customers may buy can be read."""
    from voipbin.core.number.pool import read_pool

    name = "number pool"
    if not settings.number_pool:
        return ok(name, "none: customers buy virtual numbers alone (--number-pool FILE)")
    try:
        numbers = read_pool(Path(settings.number_pool))
    except OSError as fault:
        text = f"{settings.number_pool}: {fault.strerror}"
        return error(name, text, "--number-pool FILE, one that this user may read")
    except ValueError as fault:
        return error(name, str(fault), "correct the line")
    return ok(name, f"{settings.number_pool}: {len(numbers)} numbers")


def check_dev(settings: Settings) -> list[Finding]:
    """Known passwords where others might use them."""
    if not settings.dev or split_address(settings.http)[0] in ("127.0.0.1", "::1", "localhost"):
        return []
    text = f"accounts with known passwords can be reached at {settings.http}"
    return [warning("demo tenant", text, "--no-dev where others can reach this machine")]
