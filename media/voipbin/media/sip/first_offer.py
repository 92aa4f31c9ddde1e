"""What an outgoing call offers, and what it makes of the answer."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple
from weakref import proxy

from .flow import Flow
from .invite import OutgoingInvite
from .media import LocalMedia, MediaPlan, Security, offer_for, read_answer
from .sdp import SessionDescription

if TYPE_CHECKING:
    from .session import Session


class Profile(NamedTuple):
    """How an offer asks for the packets to be protected."""

    security: Security
    feedback: bool


_PLAIN: Final = Profile(Security.NONE, False)
_SRTP: Final = Profile(Security.SDES, False)
_SRTP_WITH_FEEDBACK: Final = Profile(Security.SDES, True)


class FirstOffer:
    """The SDP of an INVITE, as the way and the peer ask for it."""

    def __init__(self, session: "Session", invite: OutgoingInvite) -> None:
        self._session: Session = proxy(session)  # its owner: a circle would outlive the call
        self._invite = invite
        self._refused: set[Profile] = set()
        self._chosen: Profile | None = None  # what refusals led to
        self.body = b""
        """As it goes into the INVITE."""
        self._write(invite.media)

    def suit(self, flow: Flow) -> None:
        """Offer an address of the family that the way has, and keys where it is protected."""
        media = self._invite.media.towards(flow.remote.host)
        may_be_less = self._invite.srtp_only_on_tls and media.security is Security.SDES
        if self._chosen is not None:
            media = replace(media, **self._chosen._asdict())
        elif may_be_less and not flow.secure:
            media = replace(media, security=Security.NONE)
        if media != self._session.local_media:
            self._write(media)

    def change(self) -> bool:
        """Offer another profile after a refusal; False when all were, or may not be, offered."""
        media = self._session.local_media
        if media is None:
            return False
        self._refused.add(Profile(media.security, media.feedback))
        wish = next((wish for wish in self._wishes(media) if wish not in self._refused), None)
        if wish is None:
            return False
        self._chosen = wish
        self._write(replace(media, **wish._asdict()))
        return True

    def _wishes(self, media: LocalMedia) -> Iterator[Profile]:
        """SRTP where it was not and plain RTP where it was; SRTP once more as those want it who
        take it with feedback only."""
        if _SRTP in self._refused and self._invite.srtp_optional:
            yield _PLAIN
        if _PLAIN in self._refused and self._invite.srtp_on_demand and media.sdes is not None:
            yield _SRTP
        if _SRTP in self._refused:
            yield _SRTP_WITH_FEEDBACK

    def read(self, answer: SessionDescription) -> MediaPlan:
        """What an answer agrees to.

        Raises:
            NotAcceptable: it does not fit the offer.
        """
        media = self._session.local_media
        assert media is not None
        return read_answer(answer, media.codecs, media.security)

    def _write(self, media: LocalMedia) -> None:
        self._session.local_media = media
        session_id, version = self._session.next_sdp_version()
        offer = offer_for(media, session_id=session_id, version=version)
        self.body = self._session.signed(offer, is_first=True)
