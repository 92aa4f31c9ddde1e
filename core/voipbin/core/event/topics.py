"""Topics of events: who may name which, and which events each of them covers."""

from collections.abc import Iterable
from dataclasses import dataclass

from voipbin.core.caller import Caller, CallerKind, Permission
from voipbin.core.contract.rules import is_uuid
from voipbin.core.errors import InvalidArgument, PermissionDenied
from voipbin.core.event.stored import StoredEvent

MOST_TOPICS = 1000
"Topics of one connection."
_LONGEST = 255
_MANAGERS = Permission.ADMIN | Permission.MANAGER


@dataclass(frozen=True, slots=True)
class Topic:
    """A prefix of what events are published under, and whose events those are."""

    prefix: str
    scope: str
    "Id of a customer or of an agent."
    is_customer: bool


def read_topic(text: str, caller: Caller) -> Topic:
    """The topic that somebody names: `customer_id:<id>` or `agent_id:<id>`, and what follows.

    A trailing `*` stands for whatever follows, as prefixes do anyway.

    Raises:
        ValueError: it is no topic.
        PermissionDenied: the caller may not hear of it.
    """
    if len(text) > _LONGEST:
        raise ValueError(f"a topic has at most {_LONGEST} characters, this one {len(text)}")
    kind, _, rest = text.partition(":")
    scope = rest.partition(":")[0].removesuffix("*")
    if kind not in ("customer_id", "agent_id") or not is_uuid(scope):
        raise ValueError(
            f"{text!r} is no topic: it begins with customer_id:<uuid> or agent_id:<uuid>"
        )
    topic = Topic(text.removesuffix("*"), scope, kind == "customer_id")
    if not _may_hear(caller, topic):
        raise PermissionDenied(f"{text!r} is not yours to hear", reason="TOPIC_NOT_ALLOWED")
    return topic


def read_topics(named: Iterable[str], caller: Caller) -> list[Topic]:
    """All topics that somebody names.

    Raises:
        InvalidArgument: naming those that are none.
        PermissionDenied: the caller may not hear of one.
    """
    topics, faults = [], []
    for index, text in enumerate(named):
        try:
            topics.append(read_topic(text, caller))
        except ValueError as error:
            faults.append((f"topics[{index}]", str(error)))
    if faults:
        raise InvalidArgument.of(faults)
    return topics


def _may_hear(caller: Caller, topic: Topic) -> bool:
    if caller.is_super_admin:
        return True
    if topic.is_customer:
        return topic.scope == caller.customer_id and caller.has(_MANAGERS)
    return caller.kind is CallerKind.AGENT and topic.scope == caller.id


def covers(prefixes: tuple[str, ...], event: StoredEvent) -> bool:
    """Whether an event is published to its customer or owner under one of the prefixes."""
    return _is_any_under(prefixes, event.topics)


def covers_talk(prefixes: tuple[str, ...], event: StoredEvent) -> bool:
    """Whether an event is published to a participant of its chat under one of the prefixes."""
    return _is_any_under(prefixes, event.talk_topics)


def _is_any_under(prefixes: tuple[str, ...], topics: tuple[str, ...]) -> bool:
    # Asked for each event and each reader: a generator would cost more than the answer.
    for topic in topics:  # noqa: SIM110
        if topic.startswith(prefixes):
            return True
    return False
