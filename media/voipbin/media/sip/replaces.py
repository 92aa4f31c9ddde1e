"""Replaces: the dialog a call takes the place of (RFC 3891)."""

from dataclasses import dataclass
from urllib.parse import quote, unquote

from .dialog import Dialog, DialogId
from .uri import Uri


@dataclass(frozen=True, slots=True)
class Replaces:
    """One Replaces header."""

    call_id: str
    to_tag: str
    """Local tag of whoever receives the header."""
    from_tag: str
    """Its remote tag."""
    early_only: bool = False
    """Only a dialog that is not confirmed yet may be replaced."""

    @classmethod
    def parse(cls, text: str) -> "Replaces":
        """Parse the value of the header.

        Raises:
            ValueError: no Call-ID, or not both tags.
        """
        call_id, *items = (item.strip() for item in text.split(";"))
        pairs = [item.partition("=") for item in items]
        params = {name.strip().lower(): value.strip() for name, _, value in pairs}
        if not call_id or not params.get("to-tag") or not params.get("from-tag"):
            raise ValueError(f"Replaces: Call-ID, to-tag and from-tag expected in {text!r}")
        return cls(call_id, params["to-tag"], params["from-tag"], "early-only" in params)

    @classmethod
    def of_uri(cls, uri: Uri) -> "Replaces | None":
        """The header that the URI of a Refer-To carries (RFC 3891 4); None when it has none.

        Raises:
            ValueError: it is malformed.
        """
        for item in uri.headers.split("&"):
            name, _, value = item.partition("=")
            if unquote(name).lower() == "replaces":
                return cls.parse(unquote(value))
        return None

    @classmethod
    def to_peer_of(cls, dialog: Dialog) -> "Replaces":
        """What names our dialog to the peer it is with."""
        return cls(dialog.call_id, dialog.remote.tag or "", dialog.local.tag or "")

    @property
    def dialog_id(self) -> DialogId:
        """The dialog as its receiver knows it."""
        return DialogId(self.call_id, self.to_tag, self.from_tag)

    def within(self, uri: Uri) -> str:
        """A URI for Refer-To that makes the call replace the dialog."""
        return f"{uri.without_headers()}?Replaces={quote(str(self), safe='')}"

    def __str__(self) -> str:
        early = ";early-only" if self.early_only else ""
        return f"{self.call_id};to-tag={self.to_tag};from-tag={self.from_tag}{early}"
