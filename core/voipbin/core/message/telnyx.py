"""Texts by way of Telnyx (developers.telnyx.com, Messaging: Send a message)."""

from voipbin.core.egress import EgressClient
from voipbin.core.message.gateway import Text
from voipbin.core.message.http_gateway import HttpGateway

TELNYX = "telnyx"


class TelnyxGateway:
    """Sends with an API key."""

    name = TELNYX

    def __init__(self, egress: EgressClient, base_url: str, api_key: str) -> None:
        self._http = HttpGateway(egress, self.name, f"{base_url}/v2/messages", f"Bearer {api_key}")

    async def send(self, text: Text) -> str:
        """Hands a text over; what Telnyx calls it.

        Raises:
            GatewayError: it does not take it.
        """
        told = await self._http.post(
            {"from": text.source, "to": text.destination, "text": text.text, "type": "SMS"}
        )
        data = told.get("data")
        return str(data.get("id", "")) if isinstance(data, dict) else ""
