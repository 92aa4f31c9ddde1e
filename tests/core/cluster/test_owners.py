"""Which operations go where the thing is that they are about."""

import pytest

from voipbin.core.cluster.cluster import reachable
from voipbin.core.cluster.owners import named_live
from voipbin.core.contract.operations import operations
from voipbin.core.serve.schema import metadata


def test_operations_on_what_is_under_way() -> None:
    metadata()
    found = {
        spec.title: [(name.field, name.resource or name.kind_field) for name in named]
        for spec in operations().values()
        if (named := named_live(spec))
    }
    assert found["HangupCall"] == [("id", "call")]
    assert found["StopActiveflow"] == [("id", "activeflow")]
    assert found["HangupGroupcall"] == [("id", "groupcall")]
    assert found["CreateTransfer"] == [("transferer_call_id", "call")]
    assert found["CreateTranscribe"] == [("reference_id", "reference_type")]
    calls = {spec.title for spec in operations().values() if spec.resource == "call"}
    reads = {title for title in calls if "Get" in title or "List" in title}
    assert calls - reads - {"CreateCalls"} <= set(found)
    assert not any(title.startswith(("Get", "List", "Batch")) for title in found)
    assert not any(title.endswith(("Tag", "Flow", "Customer")) for title in found)


@pytest.mark.parametrize(
    ("grpc", "advertised", "wanted"),
    [
        ("10.0.0.5:50051", "", "10.0.0.5:50051"),
        ("0.0.0.0:50051", "api-1.internal:443", "api-1.internal:443"),
        ("[::1]:50051", "", "[::1]:50051"),
    ],
)
def test_reachable(grpc: str, advertised: str, wanted: str) -> None:
    assert reachable(grpc, advertised) == wanted


def test_reachable_on_every_address() -> None:
    host, _, port = reachable("0.0.0.0:50051", "").rpartition(":")
    assert host not in ("0.0.0.0", "")
    assert port == "50051"
