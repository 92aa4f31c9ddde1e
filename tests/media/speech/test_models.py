"""Fetching models: resumed, verified, unpacked without escaping, and the command for it."""

import hashlib
import io
import json
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from voipbin.media.speech import SpeechUnavailable
from voipbin.media.speech.catalogue import Model, load_catalogue
from voipbin.media.speech.cli import models_app
from voipbin.media.speech.models import fetch_model, model_path


class FileServer:
    """Serves `files`, understands one byte range, and breaks off after `break_after` bytes."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.break_after: int | None = None
        self.ranges: list[str | None] = []
        files = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                files.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        data = self.files.get(request.path.lstrip("/"))
        if data is None:
            request.send_error(404)
            return
        wanted = request.headers.get("Range")
        self.ranges.append(wanted)
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        if start >= len(data):
            request.send_error(416)
            return
        request.send_response(206 if wanted else 200)
        if wanted:
            request.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        request.send_header("Content-Length", str(len(data) - start))
        request.end_headers()
        body = data[start:]
        if self.break_after is not None:
            body = body[: self.break_after]
            self.break_after = None
        request.wfile.write(body)


@pytest.fixture
def server() -> Iterator[FileServer]:
    files = FileServer()
    thread = threading.Thread(target=files.server.serve_forever, args=(0.02,))
    thread.start()
    yield files
    files.server.shutdown()
    files.server.server_close()
    thread.join()


def tar_of(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:bz2") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def zip_of(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


GOOD = {"model-1/tokens.txt": b"a 1\n", "model-1/encoder.onnx": bytes(range(256)) * 4000}


def model_for(server: FileServer, data: bytes, name: str = "m.tar.bz2") -> Model:
    server.files[name] = data
    sha256 = hashlib.sha256(data).hexdigest()
    return Model(
        "small", "sherpa-onnx", name, sha256, len(data), "MIT", "good", ("en",), "note", server.url
    )


def test_fetch_and_path(server: FileServer, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    data = tar_of(GOOD)
    model = model_for(server, data)
    folder = fetch_model(model, tmp_path, progress=lambda done, total: seen.append((done, total)))
    assert (folder / "tokens.txt").read_bytes() == b"a 1\n"
    assert model_path(tmp_path, "small") == folder
    assert seen[-1] == (len(data), len(data))
    assert list((tmp_path / ".downloads").iterdir()) == []
    assert fetch_model(model, tmp_path) == folder
    assert len(server.ranges) == 1


def test_interrupted_download_is_resumed(server: FileServer, tmp_path: Path) -> None:
    model = model_for(server, zip_of(GOOD), "m.zip")
    server.break_after = 5000
    with pytest.raises(SpeechUnavailable, match="resume"):
        fetch_model(model, tmp_path)
    assert not (tmp_path / "small").exists()
    folder = fetch_model(model, tmp_path)
    assert server.ranges == [None, "bytes=5000-"]
    assert (folder / "encoder.onnx").read_bytes() == GOOD["model-1/encoder.onnx"]


def test_corrupt_download_is_deleted(server: FileServer, tmp_path: Path) -> None:
    model = replace(model_for(server, tar_of(GOOD)), sha256="0" * 64)
    with pytest.raises(ValueError, match="expected 0000"):
        fetch_model(model, tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_part_longer_than_the_file(server: FileServer, tmp_path: Path) -> None:
    model = model_for(server, tar_of(GOOD))
    part = tmp_path / ".downloads" / "small-m.tar.bz2.part"
    part.parent.mkdir()
    part.write_bytes(bytes(10_000_000))
    with pytest.raises(ValueError, match="sha256"):
        fetch_model(model, tmp_path)
    assert fetch_model(model, tmp_path).is_dir()


def test_single_file_model(server: FileServer, tmp_path: Path) -> None:
    folder = fetch_model(model_for(server, b"weights", "model.bin"), tmp_path)
    assert (folder / "model.bin").read_bytes() == b"weights"


def test_missing_on_the_server(server: FileServer, tmp_path: Path) -> None:
    model = replace(model_for(server, b"x"), path="gone.zip")
    with pytest.raises(SpeechUnavailable, match="HTTP 404"):
        fetch_model(model, tmp_path)


def linked() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        member = tarfile.TarInfo("model/link")
        member.type = tarfile.SYMTYPE
        member.linkname = "/etc/passwd"
        archive.addfile(member)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "make", "problem"),
    [
        ("a.zip", lambda: zip_of({"../evil.txt": b"x"}), "points outside"),
        ("a.zip", lambda: zip_of({"/evil.txt": b"x"}), "points outside"),
        ("a.zip", lambda: zip_of({"a\\..\\..\\evil.txt": b"x"}), "points outside"),
        ("a.tar.bz2", lambda: tar_of({"ok/../../evil.txt": b"x"}), "points outside"),
        ("a.tar.gz", linked, "no plain file"),
        ("a.tar.gz", lambda: b"not an archive", "damaged archive"),
        ("a.zip", lambda: zip_of(GOOD)[:3000], "damaged archive"),
    ],
)
def test_unacceptable_archive(
    server: FileServer, tmp_path: Path, name: str, make: Callable[[], bytes], problem: str
) -> None:
    models = tmp_path / "deep" / "models"
    with pytest.raises(ValueError, match=problem):
        fetch_model(model_for(server, make(), name), models)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert not (models / "small").exists()


def test_not_fetched(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="voipbin models fetch small"):
        model_path(tmp_path, "small")


def test_built_in_catalogue() -> None:
    models = load_catalogue()
    assert models["zipformer-en-20m"].url.startswith("https://")
    assert load_catalogue(base_url="http://mirror/x/")["zipformer-en"].url.startswith(
        "http://mirror/x/sherpa"
    )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": "../x"}, "plain folder name"),
        ({"licence": ""}, "licence must be a text"),
        ({"sha256": "abc"}, "sha256 must be 64 hex digits"),
    ],
)
def test_catalogue_field_malformed(tmp_path: Path, change: dict[str, str], problem: str) -> None:
    entry = {
        "name": "m", "engine": "sherpa-onnx", "path": "m.zip",
        "licence": "MIT", "quality": "good", "note": "n",
    }  # fmt: skip
    source = tmp_path / "catalogue.json"
    source.write_text(json.dumps({"base_url": "http://x", "models": [entry | change]}))
    with pytest.raises(ValueError, match=problem):
        load_catalogue(source)


class TestCommand:
    @pytest.fixture
    def arguments(self, server: FileServer, tmp_path: Path) -> list[str]:
        model = model_for(server, tar_of(GOOD))
        entry = {
            "name": "small", "engine": model.engine, "path": model.path, "sha256": model.sha256,
            "licence": "MIT", "quality": "good", "note": "n", "languages": ["en"],
        }  # fmt: skip
        source = tmp_path / "catalogue.json"
        source.write_text(json.dumps({"base_url": "http://127.0.0.1:9", "models": [entry]}))
        options = ["--models-dir", str(tmp_path / "models"), "--catalogue", str(source)]
        return [*options, "--base-url", server.url]

    def test_fetch_list_path(self, arguments: list[str], tmp_path: Path) -> None:
        run = CliRunner(env={"COLUMNS": "200"})
        fetched = run.invoke(models_app, ["fetch", "small", *arguments])
        assert fetched.exit_code == 0, fetched.output
        folder = tmp_path / "models" / "small"
        assert f"VOIPBIN_STT_ENGINE=sherpa-onnx VOIPBIN_STT_MODEL={folder}" in fetched.output
        listed = run.invoke(models_app, ["list", *arguments])
        assert listed.exit_code == 0, listed.output
        assert "pocketsphinx" in listed.output
        assert "small" in listed.output
        found = run.invoke(models_app, ["path", "small", *arguments[:2]])
        assert found.output.strip() == str(folder)

    def test_unknown_model(self, arguments: list[str]) -> None:
        result = CliRunner().invoke(models_app, ["fetch", "huge", *arguments])
        assert (result.exit_code, "no model 'huge'; there are: small" in result.output) == (1, True)
