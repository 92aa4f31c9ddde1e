"""Uploads and downloads, as clients of the REST and gRPC faces do them."""

import os
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from sqlalchemy import update

from tests.api.grpc_face import GrpcFace, refusal_of
from tests.api.outcome import Outcome
from tests.api.rest_face import RestFace, outcome_of
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.contract.operations import operations
from voipbin.core.storage_account.model import STORAGE_ACCOUNT
from voipbin.v1 import file_pb2 as pb

MIB = 1024 * 1024
UPLOAD = operations()["/voipbin.v1.FileService/UploadFile"]
NIL = "00000000-0000-0000-0000-000000000000"


def upload(
    rest: RestFace,
    who: dict[str, str],
    content: Any = b"hello",
    name: str = "a.txt",
    path: str = "/files",
    kind: str = "text/plain",
    **more: Any,
) -> Outcome:
    """What a form with one file is answered."""
    return rest.send("POST", path, who, files={"file": (name, content, kind)}, **more)


def account_of(rest: RestFace, tenant: Tenant) -> tuple[int, int]:
    """Files and bytes the tenant's storage account counts."""
    told = rest.send("GET", "/storage_account", tenant.admin).body
    return told["total_file_count"], told["total_file_size"]


def contents(running: RunningPlatform, tenant: Tenant) -> list[str]:
    """Keys of what is stored of the tenant's uploads."""

    async def listed() -> list[str]:
        blobs = running.platform.engines.blobs
        return [key async for key, _ in blobs.listed(f"files/{tenant.id}")]

    return running.do(listed())


class TestUpload:
    @pytest.mark.parametrize("path", ["/files", "/storage_files"])
    def test_valid(self, rest: RestFace, tenant: Tenant, path: str) -> None:
        before = account_of(rest, tenant)
        made = upload(rest, tenant.manager, b"x" * 1000, "notes.txt", path)
        assert made.ok, made
        file = made.body
        assert file["filename"] == "notes.txt"
        assert file["filesize"] == 1000
        assert (file["name"], file["detail"], file["reference_type"]) == ("", "", "")
        assert file["reference_id"] == NIL
        assert (file["owner_type"], file["owner_id"]) == ("agent", tenant.agents["manager"])
        assert file["tm_download_expire"] > "2036"
        assert account_of(rest, tenant) == (before[0] + 1, before[1] + 1000)
        for place in ("/files", "/storage_files"):
            assert rest.send("GET", f"{place}/{file['id']}", tenant.agent).body == file
            listed = rest.send("GET", place, tenant.nobody).body["result"]
            assert file in listed

    def test_by_an_access_key(self, rest: RestFace, tenant: Tenant) -> None:
        file = upload(rest, tenant.accesskey).body
        assert (file["owner_type"], file["owner_id"]) == ("agent", tenant.ids["accesskey"])

    def test_agent_may_not(self, rest: RestFace, tenant: Tenant) -> None:
        assert upload(rest, tenant.agent).code == "PERMISSION_DENIED"
        assert upload(rest, {}).code == "UNAUTHENTICATED"
        # Said before anything is said of the form.
        assert rest.send("POST", "/files", tenant.agent).code == "PERMISSION_DENIED"

    def test_empty_file(self, rest: RestFace, tenant: Tenant) -> None:
        assert upload(rest, tenant.admin, b"").body["filesize"] == 0

    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\me\\note.txt", "note.txt"),
            ("grüße 😀.txt", "grüße 😀.txt"),
            ("exe.\u202etxt", "exe.txt"),
        ],
    )
    def test_filename(self, rest: RestFace, tenant: Tenant, sent: str, kept: str) -> None:
        assert upload(rest, tenant.admin, name=sent).body["filename"] == kept

    def test_idempotency_key(self, rest: RestFace, tenant: Tenant) -> None:
        key = {"idempotency-key": "one-upload"}
        first = upload(rest, tenant.admin, b"x" * 300_000, headers=key)
        assert upload(rest, tenant.admin, b"x" * 300_000, headers=key).body == first.body
        other = upload(rest, tenant.admin, b"y" * 300_000, headers=key)
        assert other.reason == "IDEMPOTENCY_KEY_REUSED"


class TestRefusedForms:
    def test_no_form(self, rest: RestFace, tenant: Tenant) -> None:
        told = rest.send("POST", "/files", tenant.admin, json={"file": "x"})
        assert told.code == "INVALID_ARGUMENT"
        assert "multipart/form-data" in told.text()

    def test_other_field(self, rest: RestFace, tenant: Tenant) -> None:
        told = rest.send("POST", "/files", tenant.admin, files={"upload": ("a", b"x")})
        assert told.code == "INVALID_ARGUMENT"
        assert "send it as file" in told.text()

    def test_missing_field(self, rest: RestFace, tenant: Tenant) -> None:
        told = self.send(
            rest, tenant, b'--b\r\ncontent-disposition: form-data; name="x"\r\n\r\n1\r\n--b--'
        )
        assert "file is required" in told.text()

    def test_text_field(self, rest: RestFace, tenant: Tenant) -> None:
        told = self.send(
            rest, tenant, b'--b\r\ncontent-disposition: form-data; name="file"\r\n\r\n1\r\n--b--'
        )
        assert "must be a file" in told.text()

    def test_two_files(self, running: RunningPlatform, rest: RestFace, tenant: Tenant) -> None:
        files = [("file", ("a", b"1" * 200_000)), ("file", ("b", b"2"))]
        told = rest.send("POST", "/files", tenant.admin, files=files)
        assert told.code == "INVALID_ARGUMENT"
        assert "one file" in told.text()
        assert contents(running, tenant) == []

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"garbage",
            b'--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nhalf',
            b"--b\r\n: x\r\n\r\n",
            b"--b\r\ncontent-disposition: " + b"x" * 100_000,
        ],
    )
    def test_malformed(self, rest: RestFace, tenant: Tenant, body: bytes) -> None:
        assert self.send(rest, tenant, body).code == "INVALID_ARGUMENT"

    def test_no_boundary(self, rest: RestFace, tenant: Tenant) -> None:
        headers = {"content-type": "multipart/form-data"}
        told = rest.send("POST", "/files", tenant.admin, content=b"x", headers=headers)
        assert "boundary" in told.text()

    def send(self, rest: RestFace, tenant: Tenant, body: bytes) -> Outcome:
        headers = {"content-type": "multipart/form-data; boundary=b"}
        told = rest.send("POST", "/files", tenant.admin, content=body, headers=headers)
        assert told.code == "INVALID_ARGUMENT", told
        return told


class TestSize:
    def test_thirty_mebibytes_and_one_byte_more(
        self, running: RunningPlatform, rest: RestFace, tenant: Tenant
    ) -> None:
        most = bytes(30 * MIB)
        made = upload(rest, tenant.admin, most)
        assert made.body["filesize"] == len(most)
        rest.send("DELETE", f"/files/{made.body['id']}", tenant.admin)
        told = rest.http.post(
            f"{rest._base}/files", files={"file": ("a", most + b"x")}, headers=tenant.admin
        )
        assert told.status_code == 413
        assert outcome_of(told).reason == "FILE_TOO_LARGE"
        running.do(running.platform.engines.files.settled())
        assert contents(running, tenant) == []

    def test_much_more(self, rest: RestFace, tenant: Tenant) -> None:
        def endless() -> Iterator[bytes]:
            yield b'--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'
            for _ in range(40):
                yield bytes(MIB)

        told = rest.http.post(
            f"{rest._base}/files",
            content=endless(),
            headers={**tenant.admin, "content-type": "multipart/form-data; boundary=b"},
        )
        assert told.status_code == 413


class TestDownload:
    def test_whole_and_range(self, rest: RestFace, tenant: Tenant) -> None:
        content = os.urandom(3 * MIB)
        file = upload(rest, tenant.admin, content, 'my "file".bin', kind="image/svg+xml").body
        answer = rest.follow(file["uri_download"])
        assert answer.content == content
        assert answer.headers["content-type"] == "image/svg+xml"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-disposition"].startswith("attachment;")
        part = rest.follow(file["uri_download"], headers={"range": "bytes=1000000-1000009"})
        assert (part.status_code, part.content) == (206, content[1_000_000:1_000_010])

    def test_link_needs_its_signature(self, rest: RestFace, tenant: Tenant) -> None:
        url = upload(rest, tenant.admin).body["uri_download"]
        assert rest.follow(url[:-1] + ("0" if url[-1] != "0" else "1")).status_code == 403
        assert rest.follow(url.partition("?")[0]).status_code == 403

    def test_bad_type_becomes_bytes(self, rest: RestFace, tenant: Tenant) -> None:
        url = upload(rest, tenant.admin, kind="text/html; x=<script>").body["uri_download"]
        assert rest.follow(url).headers["content-type"] == "application/octet-stream"

    def test_not_after_deletion(
        self, running: RunningPlatform, rest: RestFace, tenant: Tenant
    ) -> None:
        before = account_of(rest, tenant)
        file = upload(rest, tenant.admin).body
        deleted = rest.send("DELETE", f"/storage_files/{file['id']}", tenant.manager)
        assert deleted.body["tm_delete"]
        assert rest.follow(file["uri_download"]).status_code == 404
        assert rest.send("GET", f"/files/{file['id']}", tenant.admin).code == "NOT_FOUND"
        running.do(running.platform.engines.files.settled())
        assert contents(running, tenant) == []
        assert account_of(rest, tenant) == before


class TestServiceAgent:
    def test_own_files(self, rest: RestFace, tenant: Tenant, stranger: Tenant) -> None:
        path = "/service_agents/files"
        mine = upload(rest, tenant.agent, name="mine.txt", path=path).body
        assert (mine["name"], mine["detail"]) == ("mine.txt", "Uploaded by agent")
        other = upload(rest, tenant.manager).body
        listed = rest.send("GET", path, tenant.agent).body["result"]
        assert [file["id"] for file in listed] == [mine["id"]]
        assert rest.send("GET", f"{path}/{other['id']}", tenant.agent).body == other
        assert rest.send("DELETE", f"{path}/{other['id']}", tenant.agent).code == "NOT_FOUND"
        assert rest.send("GET", f"{path}/{mine['id']}", stranger.agent).code == "NOT_FOUND"
        assert rest.send("DELETE", f"{path}/{mine['id']}", tenant.agent).ok


class TestStream:
    def collect(self, face: GrpcFace, who: dict[str, str], messages: Any) -> Any:
        method = face.channel.stream_unary(
            UPLOAD.method, pb.UploadFileRequest.SerializeToString, pb.File.FromString
        )
        return method(iter(messages), metadata=tuple(who.items()), timeout=30)

    def refused(self, face: GrpcFace, who: dict[str, str], messages: Any) -> Outcome:
        with pytest.raises(grpc.RpcError) as error:
            self.collect(face, who, messages)
        return refusal_of(error.value)

    def test_valid(self, grpc_face: GrpcFace, tenant: Tenant) -> None:
        head = pb.UploadFileRequest(filename="a.bin", filesize=6, content=b"one")
        file = self.collect(grpc_face, tenant.admin, [head, pb.UploadFileRequest(content=b"two")])
        assert file.filesize == 6

    def test_nothing_sent(self, grpc_face: GrpcFace, tenant: Tenant) -> None:
        assert self.refused(grpc_face, tenant.admin, []).code == "INVALID_ARGUMENT"

    def test_without_a_name(self, grpc_face: GrpcFace, tenant: Tenant) -> None:
        told = self.refused(grpc_face, tenant.admin, [pb.UploadFileRequest(content=b"x")])
        assert told.violations[0][0] == "filename"

    def test_shorter_than_announced(
        self, running: RunningPlatform, grpc_face: GrpcFace, tenant: Tenant
    ) -> None:
        head = pb.UploadFileRequest(filename="a.bin", filesize=60, content=b"one")
        assert self.refused(grpc_face, tenant.admin, [head]).code == "INVALID_ARGUMENT"
        assert contents(running, tenant) == []

    def test_who_may_not_is_refused_unheard(self, grpc_face: GrpcFace, tenant: Tenant) -> None:
        assert self.refused(grpc_face, tenant.nobody, []).code == "PERMISSION_DENIED"

    def test_broken_off(
        self, running: RunningPlatform, grpc_face: GrpcFace, tenant: Tenant
    ) -> None:
        before = len(running.do(self.rows(running, tenant)))

        def broken() -> Iterator[Any]:
            yield pb.UploadFileRequest(filename="a.bin", content=bytes(MIB))
            yield pb.UploadFileRequest(content=bytes(MIB))
            raise ConnectionError("the client falls over")

        with pytest.raises(grpc.RpcError):
            self.collect(grpc_face, tenant.admin, broken())
        # Whatever follows on the same connection is served after the cancellation.
        self.collect(grpc_face, tenant.admin, [pb.UploadFileRequest(filename="b")])
        running.do(running.platform.engines.files.settled())
        assert len(running.do(self.rows(running, tenant))) == before + 1
        assert len(contents(running, tenant)) == 1

    async def rows(self, running: RunningPlatform, tenant: Tenant) -> list[Any]:
        files = running.platform.engines.files.resource.table
        async with running.store.reading() as connection:
            wanted = files.select().where(files.c.customer_id == tenant.id)
            return list(await connection.execute(wanted))


class TestQuota:
    def fill(self, running: RunningPlatform, tenant: Tenant, left: int) -> None:
        """Leaves so many bytes."""

        async def change() -> None:
            quota = running.platform.settings.storage_quota_bytes
            table = STORAGE_ACCOUNT.table
            mine = update(table).where(table.c.customer_id == tenant.id)
            async with running.store.writing() as work:
                await work.execute(mine.values(total_file_size=quota - left))

        running.do(change())

    def test_last_room(self, running: RunningPlatform, rest: RestFace, tenant: Tenant) -> None:
        self.fill(running, tenant, 100)
        assert upload(rest, tenant.admin, b"x" * 60).ok
        told = upload(rest, tenant.admin, b"x" * 60)
        assert (told.code, told.reason) == ("RESOURCE_EXHAUSTED", "STORAGE_QUOTA_EXCEEDED")
        assert upload(rest, tenant.admin, b"x" * 40).ok
        assert len(contents(running, tenant)) == 2


class TestStorageAccount:
    def test_by_id(self, rest: RestFace, tenant: Tenant, stranger: Tenant) -> None:
        id = rest.send("GET", "/storage_account", tenant.manager).body["id"]
        path = f"/storage_accounts/{id}"
        assert rest.send("GET", path, tenant.manager).body["customer_id"] == tenant.id
        assert rest.send("GET", path, stranger.admin).code == "NOT_FOUND"
        assert rest.send("GET", path, stranger.super_admin).ok
        assert rest.send("GET", path, tenant.agent).code == "PERMISSION_DENIED"

    def test_one_for_each_customer(self, rest: RestFace, tenant: Tenant, stranger: Tenant) -> None:
        """A super admin makes it for the customer in the body, with what is there counted."""
        boss, wanted = stranger.super_admin, {"customer_id": tenant.id}
        upload(rest, tenant.admin, b"x" * 50)
        again = rest.send("POST", "/storage_accounts", boss, json=wanted)
        assert (again.code, again.reason) == ("ALREADY_EXISTS", "STORAGE_ACCOUNT_ALREADY_EXISTS")
        id = rest.send("GET", "/storage_account", tenant.admin).body["id"]
        assert rest.send("DELETE", f"/storage_accounts/{id}", boss).ok
        assert rest.send("GET", "/storage_account", tenant.admin).code == "NOT_FOUND"
        made = rest.send("POST", "/storage_accounts", boss, json=wanted).body
        assert made["customer_id"] == tenant.id
        assert made["total_file_count"] == 2
        listed = rest.send("GET", "/storage_accounts", boss).body["result"]
        assert made in listed

    def test_upload_makes_a_missing_one(
        self, rest: RestFace, tenant: Tenant, stranger: Tenant
    ) -> None:
        id = rest.send("GET", "/storage_account", tenant.admin).body["id"]
        rest.send("DELETE", f"/storage_accounts/{id}", stranger.super_admin)
        assert upload(rest, tenant.admin).ok
        assert account_of(rest, tenant)[0] == 2
