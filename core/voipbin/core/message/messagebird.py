"""Texts by way of MessageBird (developers.messagebird.com, SMS: Send outbound SMS)."""

from voipbin.core.egress import EgressClient
from voipbin.core.message.gateway import Text
from voipbin.core.message.http_gateway import HttpGateway

MESSAGEBIRD = "messagebird"


class MessageBirdGateway:
    """Sends with an access key."""

    name = MESSAGEBIRD

    def __init__(self, egress: EgressClient, base_url: str, access_key: str) -> None:
        self._http = HttpGateway(
            egress, self.name, f"{base_url}/messages", f"AccessKey {access_key}"
        )

    async def send(self, text: Text) -> str:
        """Hands a text over; what MessageBird calls it.

        Raises:
            GatewayError: it does not take it.
        """
        told = await self._http.post(
            {
                "originator": text.source,
                # As MSISDN: digits without the plus.
                "recipients": [text.destination.removeprefix("+")],
                "body": text.text,
                "datacoding": "auto",
                "reference": text.id,
            }
        )
        return str(told.get("id", ""))
