"""What one connection is subscribed to, and what it has not been sent yet."""

from dataclasses import dataclass

from voipbin.core.event.backlog import Backlog
from voipbin.core.event.stored import StoredEvent
from voipbin.core.event.topics import Topic, covers, covers_talk
from voipbin.v1.websocket_pb2 import OpenWebsocketResponse as Response


@dataclass(frozen=True, slots=True)
class Replay:
    """A place in what is sent where older events come first."""

    prefixes: tuple[str, ...]
    after_id: int


Item = StoredEvent | Replay | Response


class TopicListener:
    """Takes the events of its topics, each once."""

    def __init__(self) -> None:
        self.backlog: Backlog[Item] = Backlog()
        self._topics: dict[str, Topic] = {}
        self._prefixes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self._topics)

    def subscribe(self, topics: list[Topic]) -> None:
        """Adds topics; those it has already change nothing."""
        self._set(self._topics | {topic.prefix: topic for topic in topics})

    def unsubscribe(self, prefixes: set[str]) -> None:
        """Takes topics away; those it does not have change nothing."""
        self._set({name: topic for name, topic in self._topics.items() if name not in prefixes})

    def offer(self, event: StoredEvent) -> None:
        """Keeps an event of its topics until it is sent."""
        if self.wants(event):
            self.backlog.put(event)

    def wants(self, event: StoredEvent) -> bool:
        """Whether an event is published under a topic it has now."""
        return event.is_delivered and is_under(self._prefixes, event)

    def end(self) -> None:
        """Nothing more will come."""
        self.backlog.end()

    def shown(self, event: StoredEvent) -> Response:
        """What is sent of an event: a participant of a chat gets it without an envelope."""
        if event.is_talk and not covers(self._prefixes, event):
            return Response(event_id=str(event.id), text=event.data)
        return event_response(event)

    def _set(self, topics: dict[str, Topic]) -> None:
        self._topics = topics
        self._prefixes = tuple(topics)


def is_under(prefixes: tuple[str, ...], event: StoredEvent) -> bool:
    """Whether one of the prefixes covers an event."""
    return bool(prefixes) and (covers(prefixes, event) or covers_talk(prefixes, event))


def event_response(event: StoredEvent) -> Response:
    """The answer that carries an event; made once, however many are sent it."""
    known: Response | None = event.__dict__.get("response")
    if known is None:
        text = f'{event.envelope[:-1]},"id":"{event.id}"}}'
        known = event.__dict__["response"] = Response(event_id=str(event.id), text=text)
    return known
