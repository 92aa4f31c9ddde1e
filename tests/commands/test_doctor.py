"""The doctor: what it finds wrong, in words; one run of the command with a call to itself."""

import base64
import json
import os
import socket
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.commands.running import processes_of, run
from tests.fixtures.fresh_database import fresh_database
from tests.media.sip.dns_server import dns_server
from voipbin.core.commands.doctor import services, storage
from voipbin.core.commands.doctor.addresses import check_addresses
from voipbin.core.commands.doctor.finding import Finding, Level
from voipbin.core.commands.doctor.secure_sip import check_secure_sip
from voipbin.core.node.secure_sip import self_signed
from voipbin.core.settings import Settings

FREE = {"http": "127.0.0.1:0", "grpc": "127.0.0.1:0", "media": "127.0.0.1:0", "sip": "127.0.0.1:0"}


def _settings(folder: Path, **fields: object) -> Settings:
    return Settings(data_dir=folder, **{**FREE, **fields})  # type: ignore[arg-type]


def _about(subject: str, findings: list[Finding]) -> Finding:
    return next(finding for finding in findings if finding.subject == subject)


class TestSecureSip:
    def test_nothing_wanted_nothing_said(self, tmp_path: Path) -> None:
        assert list(check_secure_sip(_settings(tmp_path))) == []

    def test_no_certificate(self, tmp_path: Path) -> None:
        found = list(check_secure_sip(_settings(tmp_path, sip_tls="127.0.0.1:0")))
        assert _about("certificate", found).level is Level.ERROR
        assert not any(
            finding.subject == "certificate"
            for finding in check_secure_sip(_settings(tmp_path, sip_tls="127.0.0.1:0", dev=True))
        )

    def test_certificate(self, tmp_path: Path) -> None:
        path = tmp_path / "cert.pem"
        path.write_bytes(self_signed("127.0.0.1"))
        good = _settings(tmp_path, sip_ws="127.0.0.1:0", tls_cert=str(path))
        assert {finding.level for finding in check_secure_sip(good)} == {Level.OK}
        path.write_bytes(path.read_bytes()[:200])
        assert _about("certificate", list(check_secure_sip(good))).level is Level.ERROR


class TestAddresses:
    def test_all_free(self, tmp_path: Path) -> None:
        findings = check_addresses(_settings(tmp_path))
        assert {finding.level for finding in findings} == {Level.OK}

    @pytest.mark.parametrize("flag", ["http", "grpc", "media", "sip"])
    def test_taken_by_tcp(self, flag: str, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            address = f"127.0.0.1:{other.getsockname()[1]}"
            findings = check_addresses(_settings(tmp_path, **{flag: address}))
        (found,) = [finding for finding in findings if finding.level is Level.ERROR]
        assert address in found.text
        assert "is taken by another program" in found.text
        assert f"--{flag} 127.0.0.1:0" in found.mend

    def test_taken_by_udp(self, tmp_path: Path) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1", 0))
            sip = f"127.0.0.1:{other.getsockname()[1]}"
            found = _about("SIP", check_addresses(_settings(tmp_path, sip=sip)))
        assert found.level is Level.ERROR
        assert "(UDP): port" in found.text

    def test_no_address_of_this_machine(self, tmp_path: Path) -> None:
        found = _about("HTTP", check_addresses(_settings(tmp_path, http="203.0.113.9:8080")))
        assert found.level is Level.ERROR
        assert "203.0.113.9 is no address of this machine" in found.text

    def test_two_on_one_port(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            address = f"127.0.0.1:{other.getsockname()[1]}"
        findings = check_addresses(_settings(tmp_path, http=address, grpc=address))
        assert any("--grpc and --http are the same" in finding.text for finding in findings)

    def test_rtp_range_taken(self, tmp_path: Path) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1", 0))
            port = other.getsockname()[1]
            ports = f"{port - 1}-{port}"
            found = _about("RTP", check_addresses(_settings(tmp_path, rtp_ports=ports)))
        assert found.level in (Level.WARNING, Level.ERROR)
        assert "--rtp-ports" in found.mend

    def test_rtp_range_of_root(self, tmp_path: Path) -> None:
        found = _about("RTP", check_addresses(_settings(tmp_path, rtp_ports="1000-2000")))
        assert (found.level, found.text) == (Level.ERROR, "ports 1000-1023 are reserved")


class TestPublicAddress:
    @pytest.mark.parametrize(
        ("fields", "level", "text"),
        [
            ({}, Level.OK, "only phones on this machine"),
            ({"sip": "0.0.0.0:0"}, Level.ERROR, "told to send audio to 0.0.0.0"),
            ({"public_address": "203.0.113.5"}, Level.ERROR, "nobody reaches 203.0.113.5"),
            (
                {"sip": "0.0.0.0:0", "public_address": "127.0.0.1"},
                Level.WARNING,
                "send audio to themselves",
            ),
            ({"sip": "0.0.0.0:0", "public_address": "203.0.113.5"}, Level.OK, "203.0.113.5"),
            ({"sip": "voice.invalid:0"}, Level.ERROR, "voice.invalid is a name"),
        ],
    )
    def test_plausible(
        self, fields: dict[str, str], level: Level, text: str, tmp_path: Path
    ) -> None:
        found = _about("public address", check_addresses(_settings(tmp_path, **fields)))
        assert found.level is level
        assert text in found.text
        assert bool(found.mend) is (level is not Level.OK)


class TestBothFamilies:
    def test_each_is_checked(self, tmp_path: Path) -> None:
        settings = _settings(tmp_path, sip="127.0.0.1:0,[::1]:0", sip_tls="127.0.0.1:0,[::1]:0")
        named = [f.subject for f in check_addresses(settings) if f.level is Level.OK]
        for name in ("SIP", "SIP over TLS", "RTP", "public address"):
            assert named.count(name) == 2

    def test_one_that_phones_cannot_reach(self, tmp_path: Path) -> None:
        both = {"sip": "0.0.0.0:0,[::]:0", "public_address": "2001:db8::5"}
        findings = check_addresses(_settings(tmp_path, **both))
        first, second = (f for f in findings if f.subject == "public address")
        assert (first.level, second.level) == (Level.ERROR, Level.OK)
        assert "told to send audio to 0.0.0.0" in first.text

    def test_all_addresses_of_ipv6_need_no_public_one(self, tmp_path: Path) -> None:
        both = {"sip": "0.0.0.0:0,[::]:0", "public_address": "203.0.113.5"}
        findings = check_addresses(_settings(tmp_path, **both))
        told = [f for f in findings if f.subject == "public address"]
        assert [f.level for f in told] == [Level.OK, Level.OK]
        assert "the address on the way" in told[1].text

    def test_each_has_its_public_address(self, tmp_path: Path) -> None:
        both = {"sip": "[::]:0,0.0.0.0:0", "public_address": "203.0.113.5,2001:db8::5"}
        findings = check_addresses(_settings(tmp_path, **both))
        told = [f.text for f in findings if f.subject == "public address"]
        assert told == ["2001:db8::5", "203.0.113.5"]

    def test_audio_of_a_family_that_only_tls_has(self, tmp_path: Path) -> None:
        settings = _settings(tmp_path, sip_tls="127.0.0.1:0,[::1]:0")
        findings = check_addresses(settings)
        for subject in ("RTP", "public address"):
            told = [f.text for f in findings if f.subject == subject]
            assert len(told) == 2
            assert "::1" in told[1]

    def test_one_is_told_the_public_address_of_its_family(self, tmp_path: Path) -> None:
        one = {"sip": "0.0.0.0:0", "public_address": "2001:db8::5,203.0.113.5"}
        assert _about("public address", check_addresses(_settings(tmp_path, **one))).text == (
            "203.0.113.5"
        )


class TestStorage:
    def test_new_folder(self, tmp_path: Path) -> None:
        found = storage.check_data_dir(_settings(tmp_path / "a" / "b"))
        assert found.level is Level.OK
        assert not (tmp_path / "a").exists()

    def test_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        found = storage.check_data_dir(_settings(tmp_path / "file" / "data"))
        assert found.level is Level.ERROR
        assert "cannot be written (Not a directory)" in found.text

    def test_full_disk(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(storage, "_TOO_LITTLE_BYTES", 10**18)
        found = storage.check_data_dir(_settings(tmp_path))
        assert found.level is Level.ERROR
        assert "make room" in found.mend

    @pytest.mark.parametrize(
        ("text", "said"), [("?", "is not base64"), ("c2hvcnQ=", "holds 5 bytes, 32 are needed")]
    )
    def test_broken_key(self, text: str, said: str, tmp_path: Path) -> None:
        file = tmp_path / "secret.key"
        file.write_text(text)
        file.chmod(0o600)
        found = storage.check_secret_key(_settings(tmp_path))
        assert (found.level, found.text) == (Level.ERROR, f"{file} {said}")
        assert text not in found.text

    def test_given_key(self, tmp_path: Path) -> None:
        key = SecretStr(base64.b64encode(bytes(32)).decode())
        found = storage.check_secret_key(_settings(tmp_path, secret_key=key))
        assert (found.level, found.text) == (Level.OK, "given")

    def test_key_open_to_others(self, tmp_path: Path) -> None:
        file = tmp_path / "secret.key"
        file.write_text(base64.b64encode(os.urandom(32)).decode())
        file.chmod(stat.S_IRUSR | stat.S_IROTH)
        found = storage.check_secret_key(_settings(tmp_path))
        assert (found.level, found.mend) == (Level.WARNING, f"chmod 600 {file}")
        file.chmod(0o600)
        assert storage.check_secret_key(_settings(tmp_path)).level is Level.OK


class TestDatabase:
    async def test_made_at_the_first_start(self, tmp_path: Path) -> None:
        found = await storage.check_database(_settings(tmp_path))
        assert found.level is Level.OK
        assert list(tmp_path.iterdir()) == []

    async def test_file_that_is_none(self, tmp_path: Path) -> None:
        (tmp_path / "voipbin.db").write_text("this is no database, but long enough to be read" * 9)
        found = await storage.check_database(_settings(tmp_path))
        assert found.level is Level.ERROR
        assert "file is not a database" in found.text

    async def test_file_that_cannot_be_made(self, tmp_path: Path) -> None:
        url = "sqlite:////proc/nowhere/voipbin.db"
        found = await storage.check_database(_settings(tmp_path, database_url=url))
        assert found.level is Level.ERROR
        assert "cannot be made" in found.text
        assert "--database-url" in found.mend

    async def test_server_that_is_down(self, tmp_path: Path) -> None:
        pytest.importorskip("asyncpg", reason="the postgres extra is not installed")
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            url = f"postgresql://me:hunter2@127.0.0.1:{closed.getsockname()[1]}/voipbin"
            found = await storage.check_database(_settings(tmp_path, database_url=url))
        assert found.level is Level.ERROR
        assert "hunter2" not in found.text

    async def test_both_kinds(self, database_url: str, tmp_path: Path) -> None:
        if database_url.startswith("postgresql"):
            # Tests before this one have left tables in the common one.
            database_url = await fresh_database(database_url, "doctor")
        settings = _settings(tmp_path, database_url=database_url)
        by_itself = database_url.startswith("sqlite")
        before = await storage.check_database(settings)
        assert before.level is (Level.OK if by_itself else Level.ERROR)
        assert by_itself or before.mend.startswith("voipbin migrate")
        ran = await run("migrate", "--database-url", database_url, cwd=tmp_path)
        assert ran.code == 0, ran.err
        after = await storage.check_database(settings)
        assert after.level is Level.OK
        assert "up to date" in after.text


class TestServices:
    def test_speech_extra_is_missing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("voipbin.media.speech.registry._installed", lambda module: False)
        monkeypatch.setattr("shutil.which", lambda name: None)
        findings = services.check_speech(_settings(tmp_path))
        assert [(f.subject, f.level) for f in findings] == [
            ("speaking", Level.WARNING),
            ("listening", Level.WARNING),
        ]
        assert all(f.mend == "pip install 'voipbin[speech]'" for f in findings)

    def test_vendor_without_a_key(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("VOIPBIN_ELEVENLABS_API_KEY", raising=False)
        findings = services.check_speech(_settings(tmp_path, tts_provider="elevenlabs"))
        assert "set VOIPBIN_ELEVENLABS_API_KEY" in _about("speaking", findings).text

    async def test_no_provider(self, tmp_path: Path) -> None:
        found = await services.check_provider(_settings(tmp_path))
        assert (found.level, found.mend) == (Level.OK, "")

    async def test_provider_by_address(self, tmp_path: Path) -> None:
        found = await services.check_provider(_settings(tmp_path, provider="sip:127.0.0.1:5070"))
        assert (found.level, found.text) == (Level.OK, "127.0.0.1 is 127.0.0.1")

    async def test_provider_that_is_none(self, tmp_path: Path) -> None:
        found = await services.check_provider(_settings(tmp_path, provider="carrier.invalid"))
        assert (found.level, found.text) == (Level.ERROR, "carrier.invalid does not resolve")
        assert "--provider" in found.mend

    async def test_provider_known_by_its_servers_alone(self, tmp_path: Path) -> None:
        zone = {
            ("_sips._tcp.carrier.test.", "SRV"): ["1 1 5061 a.carrier.test."],
            ("a.carrier.test.", "A"): ["192.0.2.10"],
        }
        async with dns_server(zone) as server:
            settings = _settings(
                tmp_path, provider="sips:carrier.test", nameserver=str(server.address)
            )
            found = await services.check_provider(settings)
        assert (found.level, found.text) == (Level.OK, "carrier.test is 192.0.2.10")

    @pytest.mark.parametrize("provider", ["127.0.0.1:sip", "a@b", "carrier.test;transport=sctp"])
    def test_provider_that_cannot_be(self, provider: str, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="must be"):
            _settings(tmp_path, provider=provider)

    def test_number_pool(self, tmp_path: Path) -> None:
        assert services.check_number_pool(_settings(tmp_path)).level is Level.OK
        path = tmp_path / "pool.csv"
        found = services.check_number_pool(_settings(tmp_path, number_pool=str(path)))
        assert (found.level, found.text) == (Level.ERROR, f"{path}: No such file or directory")
        path.write_text("+14155550100\n0612345678\n")
        found = services.check_number_pool(_settings(tmp_path, number_pool=str(path)))
        assert (found.level, found.mend) == (Level.ERROR, "correct the line")
        assert f"{path}, line 2: '0612345678'" in found.text
        path.write_text("+14155550100\n")
        found = services.check_number_pool(_settings(tmp_path, number_pool=str(path)))
        assert (found.level, found.text) == (Level.OK, f"{path}: 1 numbers")

    def test_demo_tenant_in_the_open(self, tmp_path: Path) -> None:
        assert services.check_dev(_settings(tmp_path, dev=True)) == []
        (found,) = services.check_dev(_settings(tmp_path, dev=True, http="0.0.0.0:0"))
        assert (found.level, found.subject) == (Level.WARNING, "demo tenant")


def _flags(folder: Path) -> list[str]:
    addresses = [part for name, address in FREE.items() for part in (f"--{name}", address)]
    return [*addresses, "--data-dir", str(folder / "data")]


async def test_all_good(tmp_path: Path) -> None:
    ran = await run("doctor", *_flags(tmp_path), cwd=tmp_path)
    assert ran.code == 0, ran.out + ran.err
    assert "✓ call to itself: registered, rang, tone heard, digits came back (G722" in ran.out
    assert "✗" not in ran.out
    assert not (tmp_path / "data").exists()
    assert processes_of(tmp_path) == []


async def test_what_is_wrong_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        arguments = [*_flags(tmp_path), "--http", f"127.0.0.1:{port}", "--no-call"]
        ran = await run("doctor", *arguments, cwd=tmp_path)
    assert ran.code == 1
    assert f"✗ HTTP: 127.0.0.1:{port} (TCP): port {port} is taken" in ran.out
    assert "mend: stop what uses it" in ran.out
    assert "call to itself" not in ran.out


async def test_for_programs(tmp_path: Path) -> None:
    url = "sqlite:////proc/nowhere/voipbin.db"
    arguments = [*_flags(tmp_path), "--database-url", url, "--no-call", "--json"]
    ran = await run("doctor", *arguments, cwd=tmp_path)
    said = json.loads(ran.out)
    assert (ran.code, said["ok"]) == (1, False)
    (wrong,) = [finding for finding in said["findings"] if finding["level"] == "error"]
    assert wrong["subject"] == "database"
    assert "--database-url" in wrong["mend"]


@pytest.mark.parametrize(
    ("flag", "value", "said"),
    [
        ("--database-url", "mysql://root:hunter2@localhost/x", "sqlite:/// or postgresql://"),
        ("--grpc", "localhost", "must be HOST:PORT"),
        ("--public-address", "voice.example", "voice.example"),
        ("--rtp-ports", "9", "must be FIRST-LAST"),
    ],
)
async def test_malformed_setting(flag: str, value: str, said: str, tmp_path: Path) -> None:
    ran = await run("doctor", flag, value, "--no-call", cwd=tmp_path)
    assert ran.code == 2
    assert f"{flag}: " in ran.err
    assert said in ran.err
    assert "hunter2" not in ran.err + ran.out


class TestTexts:
    @pytest.mark.parametrize(
        ("fields", "level", "text"),
        [
            ({}, Level.OK, "no provider"),
            ({"dev": True}, Level.OK, "--dev takes them from anybody"),
            ({"messagebird_access_key": "hush"}, Level.OK, "leave by MessageBird; none come in"),
            ({"telnyx_api_key": "hush"}, Level.WARNING, "the key of its hook is missing"),
            (
                {
                    "telnyx_api_key": "hush",
                    "messagebird_access_key": "hush",
                    "telnyx_public_key": base64.b64encode(bytes(32)).decode(),
                },
                Level.OK,
                "leave by Telnyx and then MessageBird; what Telnyx tells is checked",
            ),
        ],
    )
    def test_ways(self, fields: dict[str, object], level: Level, text: str, tmp_path: Path) -> None:
        found = services.check_texts(_settings(tmp_path, **fields))
        assert (found.subject, found.level) == ("texts", level)
        assert text in found.text
        assert ("VOIPBIN_TELNYX_PUBLIC_KEY" in found.mend) is (level is Level.WARNING)
        assert "hush" not in str(found)
