"""The public gRPC server as the tools of others see it."""

import asyncio
import json
import sysconfig
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from grpc_health.v1 import health_pb2, health_pb2_grpc

from tests.api.grpc_face import GrpcFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.contract.operations import operations
from voipbin.v1 import flow_pb2

_METHOD = {spec.title: spec for spec in operations().values()}
BUF = Path(sysconfig.get_path("scripts")) / "buf"


@pytest.fixture
def buf() -> Path:
    if not BUF.exists():
        pytest.skip("buf is not installed")
    return BUF


async def curl(buf: Path, folder: Path, *arguments: str) -> str:
    """What `buf curl` prints."""
    process = await asyncio.create_subprocess_exec(
        *(str(buf), "curl", "--protocol", "grpc", "--http2-prior-knowledge", *arguments),
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, err.decode()
    return out.decode()


async def test_reflection(buf: Path, running: RunningPlatform, tmp_path: Path) -> None:
    base = f"http://{running.platform.addresses.grpc}"
    listed = await curl(buf, tmp_path, "--list-services", base)
    assert {spec.service for spec in operations().values()} <= set(listed.split())
    methods = await curl(buf, tmp_path, "--list-methods", base)
    called = {spec.method.lstrip("/") for spec in operations().values()}
    assert called <= set(methods.split())


async def test_call(
    buf: Path, running: RunningPlatform, grpc_face: GrpcFace, tenant: Tenant, tmp_path: Path
) -> None:
    made = grpc_face.call(_METHOD["CreateFlow"], {"name": "curled"}, tenant.admin)
    base = f"http://{running.platform.addresses.grpc}"
    key = f"accesskey: {tenant.accesskey['accesskey']}"
    printed = await curl(
        buf,
        tmp_path,
        *("-H", key, "-d", '{"pageSize": 1}'),
        f"{base}/voipbin.v1.FlowService/ListFlows",
    )
    (flow,) = json.loads(printed)["result"]
    assert (flow["id"], flow["name"]) == (made.body["id"], "curled")


def test_health(grpc_face: GrpcFace) -> None:
    stub = health_pb2_grpc.HealthStub(grpc_face.channel)
    for service in ("", *{spec.service for spec in operations().values()}):
        answer = stub.Check(health_pb2.HealthCheckRequest(service=service), timeout=10)
        assert answer.status == health_pb2.HealthCheckResponse.SERVING, service
    with pytest.raises(grpc.RpcError) as refused:
        stub.Check(health_pb2.HealthCheckRequest(service="nobody"), timeout=10)
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND


def test_bytes_that_are_no_message(grpc_face: GrpcFace, tenant: Tenant) -> None:
    method: Any = grpc_face.channel.unary_unary(
        "/voipbin.v1.FlowService/GetFlow", bytes, flow_pb2.Flow.FromString
    )
    for raw in (b"\xff" * 50, b"\x0a\xff\xff\xff\xff\x0f", b"\x0a\x02\xff\xfe"):
        with pytest.raises(grpc.RpcError) as refused:
            method(raw, metadata=tuple(tenant.admin.items()), timeout=10)
        assert refused.value.code() is not grpc.StatusCode.OK
    assert grpc_face.call(_METHOD["GetMe"], {}, tenant.admin).ok


def test_unknown_method(grpc_face: GrpcFace) -> None:
    method = grpc_face.channel.unary_unary(
        "/voipbin.v1.FlowService/DropFlows", Empty.SerializeToString, Empty.FromString
    )
    with pytest.raises(grpc.RpcError) as refused:
        method(Empty(), timeout=10)
    assert refused.value.code() is grpc.StatusCode.UNIMPLEMENTED
