"""Everything the doctor looks at, in order."""

import asyncio
from collections.abc import Iterator

from voipbin.core.commands.doctor.addresses import check_addresses
from voipbin.core.commands.doctor.carriers import check_routes
from voipbin.core.commands.doctor.finding import Finding
from voipbin.core.commands.doctor.processes import check_nats, check_processes
from voipbin.core.commands.doctor.secure_sip import check_secure_sip
from voipbin.core.commands.doctor.self_call import check_call
from voipbin.core.commands.doctor.services import (
    check_dev,
    check_number_pool,
    check_provider,
    check_python,
    check_speech,
    check_texts,
)
from voipbin.core.commands.doctor.storage import (
    check_data_dir,
    check_database,
    check_secret_key,
)
from voipbin.core.settings import Settings


def examine(settings: Settings, *, call: bool) -> Iterator[Finding]:
    """Findings as they are made; the call to itself comes last and takes seconds."""
    yield check_python()
    yield from check_addresses(settings)
    yield from check_secure_sip(settings)
    yield check_data_dir(settings)
    yield asyncio.run(check_database(settings))
    yield check_secret_key(settings)
    yield from asyncio.run(check_processes(settings))
    yield from asyncio.run(check_nats(settings))
    yield from check_speech(settings)
    yield asyncio.run(check_provider(settings))
    yield from asyncio.run(check_routes(settings))
    yield check_number_pool(settings)
    yield check_texts(settings)
    yield from check_dev(settings)
    if call:
        yield asyncio.run(check_call(settings))
