"""What makes members and transitions a graph that a conversation can walk."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from voipbin.core.ai.tools import BUILT_IN_TOOLS
from voipbin.core.contract.rules import Violation

Member = Mapping[str, Any]
"REST form of a member, each of its fields known to be well formed."


def graph_faults(start_member_id: str, members: Sequence[Member]) -> Iterator[Violation]:
    """Everything that keeps a conversation from finding its way; loops are fine."""
    ids = Counter(member["id"] for member in members)
    if start_member_id not in ids:
        yield "start_member_id", f"is none of the members: {start_member_id}"
    for place, member in enumerate(members):
        path = f"members[{place}]"
        if ids[member["id"]] > 1:
            yield f"{path}.id", f"is the id of several members: {member['id']}"
        yield from _transition_faults(f"{path}.transitions", member["transitions"], ids)


def _transition_faults(
    path: str, transitions: Sequence[Mapping[str, Any]], ids: Mapping[str, int]
) -> Iterator[Violation]:
    names = Counter(transition["function_name"] for transition in transitions)
    for place, transition in enumerate(transitions):
        name, target = transition["function_name"], transition["next_member_id"]
        if name in BUILT_IN_TOOLS:
            yield f"{path}[{place}].function_name", f"is the name of a built-in tool: {name}"
        if names[name] > 1:
            yield f"{path}[{place}].function_name", f"is used twice by this member: {name}"
        if target not in ids:
            yield f"{path}[{place}].next_member_id", f"is none of the members: {target}"
