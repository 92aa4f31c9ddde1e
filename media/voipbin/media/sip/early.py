"""What the forks of an INVITE have said so far (RFC 3261 12.1.2, 13.2.2.1)."""

from typing import TYPE_CHECKING
from weakref import ref

from .body import read_sdp
from .dialog import Dialog
from .flow import Flow
from .media import MediaPlan
from .message import Request, Response
from .reliable import is_reliable
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
        self._agreed: set[str] = set()
        """Forks whose answer came in a response that was acknowledged."""
        self._renewed: set[str] = set()
        """Those of them that have made another offer since."""

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
        tag = response.to.tag or ""
        try:
            answer = read_sdp(response)
            if answer is None:
                return None
            if tag in self._renewed:  # what it repeats is out of date
                return self._plans[tag]
            plan = offer.read(answer)
        except ValueError:
            return None
        if len(self._plans) < MAX_FORKS:
            self._plans[tag] = plan
            if is_reliable(response):
                self._agreed.add(tag)
        return plan

    def forget_media(self) -> None:
        """Another server is asked: what those before it answered counts no more."""
        self._plans.clear()
        self._agreed.clear()
        self._renewed.clear()

    def has_agreed(self, tag: str) -> bool:
        """Whether that fork, and no other, may offer anew: our offer was answered for good."""
        return tag in self._agreed and len(self._plans) == 1

    def renew(self, tag: str, plan: MediaPlan) -> None:
        """That fork made another offer, and this came of it."""
        self._plans[tag] = plan
        self._renewed.add(tag)

    def is_renewed(self, tag: str) -> bool:
        """Whether what its 2xx may repeat is out of date."""
        return tag in self._renewed

    def plan_of(self, tag: str) -> MediaPlan | None:
        """The media agreed with a fork last."""
        return self._plans.get(tag)

    def drop(self, kept: Dialog | None) -> None:
        """Forget all dialogs but the one that was answered."""
        for dialog in self._dialogs.values():
            if kept is None or dialog.id != kept.id:
                self._ua.dialogs.pop(dialog.id, None)
