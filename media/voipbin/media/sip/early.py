"""What the forks of an INVITE have said so far (RFC 3261 12.1.2, 13.2.2.1)."""

from typing import TYPE_CHECKING
from weakref import ref

from .body import read_sdp
from .dialog import Dialog
from .flow import Flow
from .media import MediaPlan
from .message import Request, Response
from .ua import UserAgent

if TYPE_CHECKING:
    from .first_offer import FirstOffer
    from .session import Session

MAX_FORKS = 20


class EarlyDialogs:
    """The dialogs of provisional responses and the media agreed in them, by the tag of a fork."""

    def __init__(self, ua: UserAgent, session: "Session") -> None:
        self._ua = ua
        self._session = ref(session)  # its owner: a circle would outlive the call
        self._dialogs: dict[str, Dialog] = {}
        self._plans: dict[str, MediaPlan] = {}

    def note(self, response: Response, request: Request, flow: Flow | None) -> None:
        """Keep the dialog that a provisional response to a request makes."""
        tag = response.to.tag or ""
        if response.status == 100 or not tag or tag in self._dialogs:
            return
        if len(self._dialogs) >= MAX_FORKS:
            return
        try:
            dialog = Dialog.from_response(request, response, flow)
        except ValueError:
            return  # many phones send 180 without Contact: no early dialog then
        session = self._session()
        assert session is not None
        self._dialogs[tag] = dialog
        self._ua.dialogs[dialog.id] = session

    def of(self, tag: str) -> Dialog | None:
        """The dialog with a fork."""
        return self._dialogs.get(tag)

    def media_of(self, response: Response, offer: "FirstOffer") -> MediaPlan | None:
        """What a provisional response answers our offer with, if it is usable; kept for its 2xx."""
        try:
            answer = read_sdp(response)
            if answer is None:
                return None
            plan = offer.read(answer)
        except ValueError:
            return None
        if len(self._plans) < MAX_FORKS:
            self._plans[response.to.tag or ""] = plan
        return plan

    def plan_of(self, tag: str) -> MediaPlan | None:
        """The media agreed with a fork last."""
        return self._plans.get(tag)

    def drop(self, kept: Dialog | None) -> None:
        """Forget all dialogs but the one that was answered."""
        for dialog in self._dialogs.values():
            if kept is None or dialog.id != kept.id:
                self._ua.dialogs.pop(dialog.id, None)
