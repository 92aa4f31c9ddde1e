"""Children that are found by something else than the id of their parent, such as its numbers."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import Default
from google.protobuf.message_factory import GetMessageClass
from graphql import GraphQLObjectType

from voipbin.graphql.catalogue import catalogue
from voipbin.graphql.context import Context
from voipbin.graphql.fields import Arguments, Namespace
from voipbin.graphql.relations import relations
from voipbin.v1 import annotations_pb2 as options
from voipbin.v1 import call_pb2, groupcall_pb2

PARENT: Any = groupcall_pb2.Groupcall.DESCRIPTOR


def batch_by_number(*parent_fields: str) -> Any:
    """An operation that finds calls by numbers and answers with pairs of number and call."""
    relation = options.Relation(
        parent="Groupcall", field="callsOfNumbers", usual=5, parent_fields=parent_fields
    )
    pool: Any = Default()
    request = pool.FindMessageTypeByName("voipbin.tests.CallsByNumberRequest")
    answer = pool.FindMessageTypeByName("voipbin.tests.CallsByNumberResponse")
    return SimpleNamespace(
        method="/voipbin.tests.CallService/BatchListCallsByNumber",
        relations=(relation,),
        descriptor=SimpleNamespace(input_type=request, output_type=answer),
        input=GetMessageClass(request),
        output=GetMessageClass(answer),
    )


def _declare() -> None:
    """As the contract declares it, but for tests alone."""
    file = FileDescriptorProto(name="voipbin/tests/calls.proto", package="voipbin.tests")
    file.syntax = "proto3"
    file.dependency.append("voipbin/v1/call.proto")
    request = file.message_type.add(name="CallsByNumberRequest")
    _field(request, "numbers", FieldDescriptor.TYPE_STRING, many=True)
    _field(request, "page_size", FieldDescriptor.TYPE_INT32)
    pair = file.message_type.add(name="CallOfNumber")
    _field(pair, "number", FieldDescriptor.TYPE_STRING)
    _field(pair, "call", FieldDescriptor.TYPE_MESSAGE, of=".voipbin.v1.Call")
    answer = file.message_type.add(name="CallsByNumberResponse")
    of = ".voipbin.tests.CallOfNumber"
    _field(answer, "result", FieldDescriptor.TYPE_MESSAGE, many=True, of=of)
    pool: Any = Default()
    pool.Add(file)


def _field(message: Any, name: str, kind: int, *, many: bool = False, of: str = "") -> None:
    label = FieldDescriptorProto.LABEL_REPEATED if many else FieldDescriptorProto.LABEL_OPTIONAL
    number = len(message.field) + 1
    field = message.field.add(name=name, number=number, type=kind, label=label)
    if of:
        field.type_name = of


_declare()


class Core:
    """Knows which numbers spoke in which calls; counts what it is asked."""

    def __init__(self, calls: dict[str, list[call_pb2.Call]]) -> None:
        self.calls = calls
        self.asked: list[Any] = []

    async def call(self, spec: Any, request: Any, *_: Any) -> Any:
        self.asked.append(request)
        return spec.output(
            result=[
                {"number": number, "call": call}
                for number in request.numbers
                for call in self.calls.get(number, ())
            ]
        )


def context_of(core: Core) -> Any:
    context = Context(None, "")  # type: ignore[arg-type]
    context.call_uncounted = core.call  # type: ignore[method-assign]
    return context


def field_of(spec: Any) -> Any:
    known = replace(catalogue(), batch_lists={"BatchListCallsByNumber": spec})
    named = {field.name: field for field in relations(PARENT, known, Namespace({}))}
    return named["callsOfNumbers"]


async def children(spec: Any, row: Any, core: Core, **arguments: Any) -> list[str]:
    given: Arguments = arguments
    asked = SimpleNamespace(return_type=GraphQLObjectType("Call", {}), field_nodes=[], fragments={})
    info = SimpleNamespace(context=context_of(core), _raw_info=asked)
    found = field_of(spec).get_result(row, info, [], given)
    return [call.id for call in (await found if not isinstance(found, list) else found)]


def call(id: str, seconds: int) -> call_pb2.Call:
    made = call_pb2.Call(id=id)
    made.tm_create.seconds = seconds
    return made


def test_type_is_that_of_the_row_in_the_pair() -> None:
    assert field_of(batch_by_number("source.target")).type_annotation.raw_annotation == (
        "list[Call] | None"
    )


def test_way_that_leads_nowhere() -> None:
    with pytest.raises(ValueError, match="has no field nowhere"):
        field_of(batch_by_number("source.nowhere"))


async def test_several_keys_of_one_parent() -> None:
    row = groupcall_pb2.Groupcall()
    row.source.target = "+15550100"
    for target in ("+15550101", "", "+15550100", "+15550102"):
        row.destinations.add(target=target)
    both = call("both", 2)
    core = Core(
        {"+15550100": [call("late", 3), both], "+15550101": [both], "+15550102": [call("old", 1)]}
    )
    spec = batch_by_number("source.target", "destinations.target")
    assert await children(spec, row, core) == ["late", "both", "old"]
    (request,) = core.asked
    assert list(request.numbers) == ["+15550100", "+15550101", "+15550102"]
    assert await children(spec, row, core, page_size=2) == ["late", "both"]


async def test_parent_without_a_key() -> None:
    core = Core({})
    spec = batch_by_number("source.target")
    assert await children(spec, groupcall_pb2.Groupcall(), core) == []
    assert core.asked == []


async def test_values_that_are_no_keys_are_passed_over() -> None:
    """A row may hold what the service would refuse as a key."""
    row = groupcall_pb2.Groupcall()
    row.source.target = "x" * 70_000
    core = Core({})
    assert await children(batch_by_number("source.target"), row, core) == []
    assert core.asked == []
