"""Where a gRPC call comes from, whatever it claims."""

import grpc
import pytest

from tests.core.edge.conftest import METHODS, Core
from voipbin.core.edge.server import GrpcServer, peer_address


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("ipv4:192.0.2.1:5000", "192.0.2.1"),
        ("ipv6:%5B2001:db8::1%5D:5000", "2001:db8::1"),
        ("ipv6:[::1]:5000", "::1"),
        ("unix:/run/voipbin.sock", "unix"),
    ],
)
def test_address(peer: str, address: str) -> None:
    assert peer_address(peer) == address


async def test_nobody_escapes_the_limit_by_naming_other_addresses(core: Core) -> None:
    server = GrpcServer(core.dispatcher)
    port = await server.start("127.0.0.1:0")
    spec = METHODS["ForgotPassword"]
    codes = []
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        call = channel.unary_unary(
            spec.method, spec.input.SerializeToString, spec.output.FromString
        )
        for n in range(21):
            claimed = (("x-forwarded-for", f"192.0.2.{n}"),)
            try:
                await call(spec.input(username=f"u{n}"), metadata=claimed)
            except grpc.aio.AioRpcError as error:
                codes.append(error.code())
    await server.stop(0)
    assert codes == [grpc.StatusCode.RESOURCE_EXHAUSTED]
