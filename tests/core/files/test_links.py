"""Signed links, and opening what they lead to."""

from urllib.parse import urlsplit

import pytest

from tests.fixtures.manual_clock import ManualClock
from voipbin.core.files.links import FileLinks, LinkState
from voipbin.core.files.source import FileResult, SignedFiles

KEY = bytes(range(32))
PATH = "recordings/7c4d2f3a-1b8e-4f5c-9a6d-3e2f1a0b4c5d.zip"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def links(clock: ManualClock) -> FileLinks:
    return FileLinks(KEY, lambda: "http://127.0.0.1:8080/", clock)


def query_of(links: FileLinks, path: str = PATH, lifetime_s: int = 60) -> str:
    return urlsplit(links.sign(path, lifetime_s).url).query


class TestSign:
    def test_url(self, links: FileLinks, clock: ManualClock) -> None:
        link = links.sign(PATH, 60)
        parts = urlsplit(link.url)
        assert (parts.scheme, parts.netloc, parts.path) == (
            "http",
            "127.0.0.1:8080",
            f"/files/{PATH}",
        )
        assert link.tm_expire_us == clock.now_us() // 1_000_000 * 1_000_000 + 60_000_000

    def test_short_key(self, clock: ManualClock) -> None:
        with pytest.raises(ValueError, match="32 bytes, has 31"):
            FileLinks(KEY[:31], str, clock)


class TestCheck:
    def test_good_until_it_expires(self, links: FileLinks, clock: ManualClock) -> None:
        query = query_of(links)
        clock.move(59)
        assert links.check(PATH, query) is LinkState.GOOD
        clock.move(2)
        assert links.check(PATH, query) is LinkState.EXPIRED

    def test_another_path(self, links: FileLinks) -> None:
        assert links.check(PATH.replace("7c", "8c"), query_of(links)) is LinkState.FORGED

    def test_another_key(self, links: FileLinks, clock: ManualClock) -> None:
        stranger = FileLinks(KEY[::-1], lambda: "", clock)
        assert links.check(PATH, query_of(stranger)) is LinkState.FORGED

    def test_a_later_end(self, links: FileLinks) -> None:
        query = query_of(links).replace("expires=17", "expires=18")
        assert "expires=18" in query
        assert links.check(PATH, query) is LinkState.FORGED

    @pytest.mark.parametrize(
        "query",
        [
            "",
            "expires=1900000000",
            "signature=00",
            "expires=&signature=",
            "expires=never&signature=00",
            "expires=-1&signature=00",
            "expires=٣&signature=00",
            "expires=99999999999&signature=00",
            "expires=1900000000&signature=é",
            "expires=1900000000&signature=" + "0" * 64,
            "expires=1&expires=2&signature=00",
            "&" * 600,
        ],
    )
    def test_malformed(self, links: FileLinks, query: str) -> None:
        assert links.check(PATH, query) is LinkState.FORGED

    def test_doubled_signature(self, links: FileLinks) -> None:
        assert links.check(PATH, query_of(links) + "&signature=00") is LinkState.FORGED


class TestSource:
    @pytest.fixture
    def asked(self) -> list[str]:
        return []

    @pytest.fixture
    def source(self, links: FileLinks, asked: list[str]) -> SignedFiles:
        async def opener(name: str) -> FileResult:
            asked.append(name)
            return FileResult(headers={"Content-Type": "application/zip"})

        return SignedFiles(links, {"recordings": opener})

    async def test_good(self, source: SignedFiles, links: FileLinks, asked: list[str]) -> None:
        assert (await source.open(PATH, query_of(links))).status == 200
        assert asked == [PATH.removeprefix("recordings/")]

    async def test_bad_signature_asks_nobody(
        self, source: SignedFiles, links: FileLinks, asked: list[str]
    ) -> None:
        assert (await source.open(PATH + "x", query_of(links))).status == 403
        assert asked == []

    async def test_expired(
        self, source: SignedFiles, links: FileLinks, clock: ManualClock, asked: list[str]
    ) -> None:
        query = query_of(links)
        clock.move(61)
        assert (await source.open(PATH, query)).status == 410
        assert asked == []

    async def test_unknown_folder(self, source: SignedFiles, links: FileLinks) -> None:
        query = query_of(links, "elsewhere/x")
        assert (await source.open("elsewhere/x", query)).status == 404
