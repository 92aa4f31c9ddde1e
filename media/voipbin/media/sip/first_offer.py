"""What an outgoing call offers, and what it makes of the answer."""

from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import proxy

from .flow import Flow
from .invite import OutgoingInvite
from .media import LocalMedia, MediaPlan, Security, offer_for, read_answer
from .sdp import SessionDescription

if TYPE_CHECKING:
    from .session import Session


class FirstOffer:
    """The SDP of an INVITE: less of it where the way or the peer asks for that."""

    def __init__(self, session: "Session", invite: OutgoingInvite) -> None:
        self._session: Session = proxy(session)  # its owner: a circle would outlive the call
        self._invite = invite
        self._is_srtp_refused = False
        self.body = b""
        """As it goes into the INVITE."""
        self._write(invite.media)

    def suit(self, flow: Flow) -> None:
        """Offer an address of the family that the way has, and keys where it is protected."""
        media = self._invite.media.towards(flow.remote.host)
        may_be_less = self._invite.srtp_only_on_tls and media.security is Security.SDES
        if self._is_srtp_refused or (may_be_less and not flow.secure):
            media = replace(media, security=Security.NONE)
        if media != self._session.local_media:
            self._write(media)

    def lessen(self) -> bool:
        """Take back the wish for SRTP, once; False when it was none, or more than a wish."""
        media = self._session.local_media
        if media is None or media.security is not Security.SDES or not self._invite.srtp_optional:
            return False
        self._is_srtp_refused = True
        self._write(replace(media, security=Security.NONE))
        return True

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
