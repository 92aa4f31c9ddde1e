"""Telephones behind a proxy that connects to `--sip-tls` and records an address (RFC 5923)."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.fixtures.ports import free_port
from tests.media.sip.certificates import certificate_of
from tests.peers import require_peer
from tests.platform.kamailio import Kamailio
from tests.platform.stage import LocalStage, action, user_of
from tests.platform.test_connect import hear_each_other

pytestmark = pytest.mark.asyncio(loop_scope="module")

MODULES = Path(os.environ.get("KAMAILIO_TLS_MODULES", "/usr/lib/x86_64-linux-gnu/kamailio/modules"))
"""Debian has its TLS in a package of its own, kamailio-tls-modules."""
WAITS = action("sleep", duration=60_000)


@pytest.fixture(scope="module")
def platform_settings() -> dict[str, Any]:
    return {"sip_tls": "127.0.0.1:0"}


class TlsProxy(Kamailio):
    """Phones reach it by UDP, it reaches the platform by TLS alone; its certificate has no
    address.
    """

    def __init__(self, folder: Path, platform: str) -> None:
        super().__init__(folder, platform)
        self.tls_port = free_port()
        tls = certificate_of(folder, names=["proxy.test"])
        config = folder / "kamailio.cfg"
        text = config.read_text()
        text = text.replace(
            'loadmodule "tm.so"',
            f"enable_tls=yes\nlisten=tls:127.0.0.1:{self.tls_port}\n"
            f'loadmodule "{MODULES}/tls.so"\nloadmodule "tm.so"\n'
            f'modparam("tls", "certificate", "{tls.certificate}")\n'
            f'modparam("tls", "private_key", "{tls.key}")\n'
            'modparam("tls", "tls_method", "TLSv1.2+")\n'
            'modparam("tls", "verify_certificate", 0)',
        )
        text = text.replace(f"sip:{platform}", f"sip:{platform};transport=tls")
        config.write_text(text)


@pytest_asyncio.fixture(loop_scope="module")
async def proxy(stage: LocalStage, tmp_path: Path) -> AsyncIterator[TlsProxy]:
    require_peer("kamailio")
    if not (MODULES / "tls.so").exists():
        pytest.skip("kamailio-tls-modules is not installed")
    found = next(a for a in stage.platform.addresses.sip if a.startswith("tls:"))
    kamailio = TlsProxy(tmp_path / "kamailio", found.removeprefix("tls:"))
    try:
        await kamailio.start()
        yield kamailio
        await stage.leave()
        await stage.idle()
        assert "astray" not in kamailio.log
    finally:
        await kamailio.close()


async def test_phones_call_each_other(stage: LocalStage, proxy: TlsProxy) -> None:
    caller, callee = [await stage.phone(proxy=f"udp:{proxy.address}") for _ in range(2)]
    caller.dial(user_of(callee))
    await asyncio.gather(caller.event("answered"), callee.event("answered"))
    await hear_each_other(caller, callee)
    call = await stage.incoming(caller)
    await caller.call.hold(True)
    await caller.call.hold(False)
    await stage.api("CallService.HoldCall", id=call["id"])
    await caller.event("media_changed", lambda e: e["by"] == "remote" and e["held"])
    await stage.api("CallService.UnholdCall", id=call["id"])
    await hear_each_other(caller, callee)
    callee.call.hang_up()
    assert (await caller.event("ended"))["by"] == "remote"
    await stage.ended(call)
    await proxy.passes("ACK in dialog of platform", 3)
    await proxy.passes("INVITE in dialog of platform", 2)
    await proxy.passes("BYE in dialog of platform")
    await proxy.passes("BYE in dialog of phone")


async def test_platform_calls_and_hangs_up(stage: LocalStage, proxy: TlsProxy) -> None:
    phone = await stage.phone(proxy=f"udp:{proxy.address}")
    call = await stage.dial(phone, [WAITS])
    await phone.event("answered")
    await stage.api("CallService.HangupCall", id=call["id"])
    await phone.event("ended")
    await stage.ended(call)
    await proxy.passes("BYE in dialog of platform")
