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
    """The SDP of an INVITE, as the way and the peer ask for it."""

    def __init__(self, session: "Session", invite: OutgoingInvite) -> None:
        self._session: Session = proxy(session)  # its owner: a circle would outlive the call
        self._invite = invite
        self._is_srtp_refused = False
        self._is_srtp_demanded = False
        self.body = b""
        """As it goes into the INVITE."""
        self._write(invite.media)

    def suit(self, flow: Flow) -> None:
        """Offer an address of the family that the way has, and keys where it is protected."""
        media = self._invite.media.towards(flow.remote.host)
        may_be_less = self._invite.srtp_only_on_tls and media.security is Security.SDES
        if self._is_srtp_demanded:
            media = replace(media, security=Security.SDES)
        elif self._is_srtp_refused or (may_be_less and not flow.secure):
            media = replace(media, security=Security.NONE)
        if media != self._session.local_media:
            self._write(media)

    def change(self) -> bool:
        """Offer SRTP where it was not and plain RTP where it was, once, after a refusal of either;
        False when that was done, or may not be."""
        media, invite = self._session.local_media, self._invite
        if media is None or self._is_srtp_refused or self._is_srtp_demanded:
            return False
        if media.security is Security.SDES and invite.srtp_optional:
            self._is_srtp_refused = True
            self._write(replace(media, security=Security.NONE))
        elif media.security is Security.NONE and invite.srtp_on_demand and media.sdes is not None:
            self._is_srtp_demanded = True
            self._write(replace(media, security=Security.SDES))
        else:
            return False
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
