"""What is fetched after the call: rows, files, the GraphQL answer, a picture."""

import asyncio
import io
import json
import zipfile
from pathlib import Path
from typing import Any

from voipbin.core.commands.demo.evidence import Evidence
from voipbin.core.commands.demo.failure import StepFailed
from voipbin.core.commands.demo.rest import Rest
from voipbin.core.commands.demo.scenario import GRAPHQL, LANGUAGE
from voipbin.core.commands.demo.screen import Screen
from voipbin.core.commands.demo.sound import listen_to
from voipbin.media.audio.waveform import draw_recording


async def harvest(
    rest: Rest, call_id: str, evidence: Evidence, output: Path, screen: Screen
) -> None:
    """Fills the evidence and writes files into the output folder."""
    recording_id = str(evidence.recording["id"])
    transcribing = asyncio.create_task(_transcribe(rest, recording_id, screen))
    try:
        evidence.call = await rest.get(f"/calls/{call_id}")
        evidence.activeflow = await rest.get(f"/activeflows/{evidence.call['activeflow_id']}")
        archive = await rest.download(f"/recordingfiles/{recording_id}")
        files = await asyncio.to_thread(_unpack, archive, output)
        evidence.recorded = [await asyncio.to_thread(listen_to, path) for path in files]
        evidence.picture = await asyncio.to_thread(draw_recording, files, output / "waveform.png")
        await transcribing
    finally:
        transcribing.cancel()
    data = await rest.graphql(GRAPHQL, {"id": call_id})
    evidence.graphql = data["call"] or {}
    (output / "graphql.json").write_text(json.dumps(data, indent=2) + "\n")


async def _transcribe(rest: Rest, recording_id: str, screen: Screen) -> None:
    screen.line("REST", "POST /v1.0/transcribes: the recording once more, after the call")
    body: dict[str, Any] = {
        "reference_type": "recording",
        "reference_id": recording_id,
        "language": LANGUAGE,
        "direction": "in",
    }
    await rest.post("/transcribes", body)


def _unpack(archive: bytes, output: Path) -> list[Path]:
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as files:
            wavs = sorted(name for name in files.namelist() if name.endswith(".wav"))
            return [_write(files.read(name), output, name) for name in wavs]
    except zipfile.BadZipFile as error:
        raise StepFailed("recording file", "a zip archive", str(error)) from None


def _write(audio: bytes, output: Path, name: str) -> Path:
    side = "platform" if Path(name).stem.endswith("out") else "phone"
    path = output / f"{side}.wav"
    path.write_bytes(audio)
    return path
