"""Secrets of endpoints: made once, sealed, replaced without a gap."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from voipbin.core.secrets_box import SecretsBox
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.core.webhook.model import ENDPOINTS
from voipbin.core.webhook.retry import DAY_US
from voipbin.core.webhook.signature import key_of, new_secret


@dataclass(frozen=True, slots=True)
class Rotated:
    """A new secret, and until when the one before is good."""

    secret: str
    tm_previous_secret: int | None


class SigningKeys:
    """Opens and makes the secrets of endpoints."""

    def __init__(self, box: SecretsBox) -> None:
        self._box = box

    def of(self, endpoint: Any, now_us: int) -> list[bytes]:
        """The keys that sign for an endpoint now, the newest first."""
        sealed = [endpoint.sealed_secret]
        if (endpoint.tm_previous_secret or 0) > now_us:
            sealed.append(endpoint.sealed_previous_secret)
        return [key_of(self._box.open(text, endpoint.id)) for text in sealed if text]

    async def ensure(self, work: UnitOfWork, endpoint_id: str) -> None:
        """Gives an endpoint its first secret, unless it has one."""
        none = (ENDPOINTS.c.id == endpoint_id, ENDPOINTS.c.sealed_secret == "")
        await work.execute(update(ENDPOINTS).where(*none).values(**self._fresh(work, endpoint_id)))

    async def rotate(self, work: UnitOfWork, endpoint: Any) -> Rotated:
        """Makes a new secret of a locked endpoint; the one before is good for another day."""
        secret = new_secret()
        values = self._fresh(work, endpoint.id, secret)
        previous = values["tm_secret"] + DAY_US if endpoint.sealed_secret else None
        values["sealed_previous_secret"] = endpoint.sealed_secret
        values["tm_previous_secret"] = previous
        await work.execute(update(ENDPOINTS).where(ENDPOINTS.c.id == endpoint.id).values(**values))
        return Rotated(secret, previous)

    def _fresh(self, work: UnitOfWork, endpoint_id: str, secret: str = "") -> dict[str, Any]:
        sealed = self._box.seal(secret or new_secret(), endpoint_id)
        return {"sealed_secret": sealed, "tm_secret": work.clock.now_us()}
