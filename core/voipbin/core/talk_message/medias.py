"""What goes along with a talk message: each entry has what its type says."""

from collections.abc import Iterable, Iterator
from typing import Any

from voipbin.core.contract.rules import Violation
from voipbin.v1 import talk_message_pb2 as pb

_FIELDS = {
    pb.TALK_MEDIA_TYPE_AGENT: "agent_id",
    pb.TALK_MEDIA_TYPE_FILE: "file_id",
    pb.TALK_MEDIA_TYPE_LINK: "link_url",
}


def media_faults(medias: Iterable[Any]) -> Iterator[Violation]:
    """What is wrong with the medias of a request, whose references were checked already."""
    for place, media in enumerate(medias):
        path = f"medias[{place}]"
        field = _FIELDS.get(media.type)
        if field is not None and not getattr(media, field):
            yield f"{path}.{field}", "is required for this type"
        elif field is None and not (media.address.type and media.address.target):
            yield f"{path}.address", "needs type and target"
