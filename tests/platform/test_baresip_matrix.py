"""Telephones written by others, each with one codec, one protection and one transport."""

import asyncio
import struct
import wave
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio

from tests.media.node.baresip import Baresip
from tests.media.node.test_secure_phones import has_tone, read_mono
from tests.peers import require_peer
from tests.platform.api import WAIT_S, Json
from tests.platform.stage import LocalStage, action
from tests.platform.web import Web
from voipbin.core.recording.model import RECORDING
from voipbin.core.repository import Repository
from voipbin.core.serve.seed import DEMO_CUSTOMER_ID
from voipbin.media.audio.codec import available
from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.tones import tone
from voipbin.media.audio.wav import read_wav, wav_bytes

pytestmark = pytest.mark.asyncio(loop_scope="module")

PLAYED_HZ = 440.0


@dataclass(frozen=True)
class Kind:
    """How one telephone is set up."""

    codec: str
    srtp: bool = False
    transport: str = "udp"

    def __str__(self) -> str:
        return f"{self.codec}-{'srtp' if self.srtp else 'rtp'}-{self.transport}"

    @property
    def name(self) -> str:
        """As baresip writes it: name, rate, channels."""
        return {"opus": "opus/48000/2", "g722": "g722/16000/1"}.get(
            self.codec, f"{self.codec}/8000/1"
        )

    @property
    def modules(self) -> tuple[str, ...]:
        codec = (self.codec,) if self.codec in ("opus", "g722") else ()
        return (*codec, "srtp") if self.srtp else codec


CODECS = ("pcmu", "pcma", "g722", "opus")
MATRIX = (
    *(Kind(codec) for codec in CODECS),
    *(Kind(codec, srtp=True) for codec in CODECS),
    *(Kind("pcmu", transport="tcp"), Kind("g722", transport="tcp"), Kind("pcma", transport="tls")),
    *(Kind("pcmu", True, "tls"), Kind("opus", True, "tls")),
)
PAIRS = (
    (Kind("opus", True, "tls"), Kind("pcmu")),
    (Kind("g722", transport="tcp"), Kind("pcma", True, "tls")),
    (Kind("pcmu", True, "tls"), Kind("pcmu")),
    (Kind("pcma"), Kind("opus", True, "tls")),
    (Kind("g722", True), Kind("opus", transport="tcp")),
)
"""Caller and callee; each pair needs a cipher, another codec or both between them."""


class Telephone(Baresip):
    """A baresip of a kind, as an extension; it says a tone."""

    def __init__(self, stage: LocalStage, folder: Path, kind: Kind, hz: float) -> None:
        folder.mkdir()
        self.folder, self.kind = folder, kind
        self._stage = stage
        speech = folder / "speech.wav"
        _, rate, channels = kind.name.split("/")
        write_wav(speech, hz, int(rate), int(channels))
        certificate = stage.platform.settings.data_dir / "sip-cert.pem"
        super().__init__(
            folder,
            speech,
            codec=kind.name,
            modules=kind.modules,
            params=";mediaenc=srtp-mand" if kind.srtp else "",
            settings=f"sip_cafile {certificate}\n",
        )
        self.number = ""

    async def register(self) -> None:
        """Start, and wait until the platform knows where it is."""
        stage, transport = self._stage, self.kind.transport
        self.number = await stage.extension()
        found = next(a for a in stage.platform.addresses.sip if a.startswith(f"{transport}:"))
        secret, proxy = f"secret-{self.number}", found.partition(":")[2]
        await self.start(self.number, secret, stage.domain, proxy, transport)
        registrar = stage.platform.engines.registrar
        row = await registrar.find(DEMO_CUSTOMER_ID, self.number)
        assert row is not None
        async with asyncio.timeout(WAIT_S):
            while not await registrar.contacts(row.id):
                await asyncio.sleep(0.05)

    async def dial(self, user: str) -> None:
        await self.command("dial", f"sip:{user}@{self._stage.domain}")

    async def hears(self, hz: float) -> None:
        """Wait until its recording of what it hears contains the tone."""
        try:
            async with asyncio.timeout(WAIT_S):
                while not self._contains(hz):
                    await asyncio.sleep(0.2)
        except TimeoutError:
            raise AssertionError(f"{self.kind} never heard {hz} Hz") from None

    def _contains(self, hz: float) -> bool:
        if not list(self.folder.glob("dump-*-dec.wav")):
            return False
        pcm, rate = read_growing(self.heard())
        return has_tone(pcm, hz, rate)


Make = Callable[[Kind, float], Awaitable[Telephone]]


@pytest.fixture(scope="module")
def platform_settings() -> dict[str, Any]:
    return {"sip_tls": "127.0.0.1:0"}


@pytest_asyncio.fixture(loop_scope="module")
async def make(stage: LocalStage, tmp_path: Path) -> AsyncIterator[Make]:
    """Registered telephones, ended after the test."""
    require_peer("baresip")
    if not available("OPUS"):
        pytest.skip("opus is not installed")
    made: list[Telephone] = []
    starting = asyncio.Semaphore(4)

    async def make(kind: Kind, hz: float) -> Telephone:
        phone = Telephone(stage, tmp_path / f"{len(made)}-{kind}", kind, hz)
        made.append(phone)
        async with starting:
            await phone.register()
        return phone

    yield make
    await asyncio.gather(*(phone.close() for phone in made))


def read_growing(path: Path) -> tuple[Pcm, int]:
    """A recording whose head does not tell its length yet: 44 bytes, then samples."""
    data = path.read_bytes()
    if len(data) < 44:
        return np.zeros(0, np.int16), 8000
    channels, rate = struct.unpack_from("<HI", data, 22)
    whole = len(data) - (len(data) - 44) % (2 * channels)
    return np.frombuffer(data[44:whole], dtype="<i2")[::channels], rate


def write_wav(path: Path, hz: float, rate: int, channels: int) -> None:
    """Half a minute of a tone: it hangs up when its file ends."""
    said = tone((hz,), 30_000, rate)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(said.repeat(channels).tobytes())


async def test_every_kind_hears_a_flow_and_is_recorded(
    stage: LocalStage, make: Make, web: Web
) -> None:
    """All at the same time, each with a call of its own."""
    url = web.put("/a.wav", wav_bytes(tone((PLAYED_HZ,), 1500, 8000), 8000), "audio/wav")
    actions = [
        action("answer"),
        action("recording_start", format="wav"),
        action("play", stream_urls=[url]),
        action("hangup"),
    ]
    flow = await stage.api("FlowService.CreateFlow", name="tone", actions=actions)
    number = await stage.number(flow["id"])
    said = [600.0 + 50 * index for index in range(len(MATRIX))]
    phones = await asyncio.gather(*(make(*each) for each in zip(MATRIX, said, strict=True)))
    for phone in phones:
        await phone.dial(number)
    for phone, hz in zip(phones, said, strict=True):
        await judge(stage, phone, hz)


async def judge(stage: LocalStage, phone: Telephone, hz: float) -> None:
    """Its call is over; the tones of both sides have to be where they belong."""
    call = await stage.timeline.wait(
        "call_hangup", lambda body: body["source"]["target_name"] == phone.number
    )
    assert call["hangup_reason"] == "normal", phone.kind
    done = await stage.timeline.wait(
        "recording_finished", lambda body: body["reference_id"] == call["id"]
    )
    await phone.event("CALL_CLOSED")
    heard, rate = read_wav(await recorded(stage, call, done["id"]))
    assert has_tone(heard, hz, rate), phone.kind
    pcm, rate = read_mono(phone.heard())
    assert has_tone(pcm, PLAYED_HZ, rate), phone.kind


async def recorded(stage: LocalStage, call: Json, id: str) -> Path:
    """Where the recording has what the telephone said."""
    engines = stage.platform.engines
    async with engines.store.reading() as connection:
        row = await Repository(RECORDING, connection, call["customer_id"]).get(id)
    return engines.recordings.paths(row)[0]


async def test_differing_kinds_hear_each_other(stage: LocalStage, make: Make) -> None:
    """One extension calls another: decoded, encoded anew and ciphered as either side wants it."""
    kinds = [kind for pair in PAIRS for kind in pair]
    said = [600.0 + 50 * index for index in range(len(kinds))]
    phones = await asyncio.gather(*(make(*each) for each in zip(kinds, said, strict=True)))

    async def talk(index: int) -> None:
        caller, callee = phones[index], phones[index + 1]
        await caller.dial(callee.number)
        await asyncio.gather(caller.event("CALL_ESTABLISHED"), callee.event("CALL_ESTABLISHED"))
        await asyncio.gather(caller.hears(said[index + 1]), callee.hears(said[index]))
        await (caller if index % 4 else callee).command("hangup")
        await asyncio.gather(caller.event("CALL_CLOSED"), callee.event("CALL_CLOSED"))

    await asyncio.gather(*(talk(index) for index in range(0, len(phones), 2)))
