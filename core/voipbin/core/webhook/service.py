"""Webhooks as the rest of the core sees them."""

from voipbin.core.egress import EgressClient
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.unit_of_work import Store
from voipbin.core.webhook.dispatcher import WebhookDispatcher
from voipbin.core.webhook.keys import SigningKeys
from voipbin.core.webhook.outbox import Outbox
from voipbin.core.webhook.retention import WebhookRetention

_DAY_US = 86_400 * 1_000_000


class Webhooks:
    """The parts that live as long as the process.

    Args:
        days: how long deliveries are kept.
    """

    def __init__(self, store: Store, egress: EgressClient, box: SecretsBox, days: int) -> None:
        self.keys = SigningKeys(box)
        self.outbox = Outbox(store)
        self.dispatcher = WebhookDispatcher(store, egress, self.keys)
        self.retention = WebhookRetention(store, days * _DAY_US)

    def wake(self) -> None:
        """Something was put into the outbox."""
        self.dispatcher.wake()
