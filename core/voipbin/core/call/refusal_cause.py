"""What a caller is refused with whose connect nobody could be dialled for."""

from collections.abc import Sequence

from voipbin.core.errors import NotFound, PermissionDenied, ResourceExhausted, VoipbinError

_CAUSES: tuple[tuple[type[VoipbinError], int], ...] = (
    (NotFound, 3),  # no route: 404
    (PermissionDenied, 21),  # rejected: 403
    (ResourceExhausted, 42),  # congestion: 503
)


def refusal_cause(refusals: Sequence[VoipbinError]) -> int:
    """The Q.850 cause that all refusals share; 0 when they share none."""
    for kind, cause in _CAUSES:
        if refusals and all(isinstance(refusal, kind) for refusal in refusals):
            return cause
    return 0
