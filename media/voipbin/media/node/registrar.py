"""Contacts of phones: kept by the core, translated here to and from what the SIP stack wants."""

from collections.abc import Sequence
from dataclasses import replace

from voipbin.media.node.core_link import CoreLink, CoreUnavailable
from voipbin.media.sip import Binding, Flow
from voipbin.media.v1 import node_pb2

Known = dict[str, Binding]
"""Bindings of one account by contact URI."""


class Registrar:
    """Reads and changes the contacts of one account after the other.

    The core does not know Call-ID, CSeq and flow of a contact; they are remembered here, for as
    long as the contact lives, because only a REGISTER on the same node needs them.
    """

    MAX_ACCOUNTS = 100_000

    def __init__(self, link: CoreLink) -> None:
        self._link = link
        self._accounts: dict[str, Known] = {}

    async def bindings(self, account: node_pb2.Credential, now_s: float) -> list[Binding]:
        """Contacts of an account, oldest first.

        Raises:
            CoreUnavailable: the core does not answer, or says no.
        """
        query = node_pb2.RegisterQuery(extension_id=account.extension_id)
        return self._learn(account, await self._ask(query), (), now_s)

    async def store(
        self, account: node_pb2.Credential, bindings: Sequence[Binding], now_s: float
    ) -> None:
        """Replace the contacts of an account.

        Raises:
            CoreUnavailable: the core does not answer, or says no.
        """
        known = self._accounts.get(account.extension_id, {})
        changed = [item for item in bindings if known.get(item.contact) != item]
        kept = {item.contact for item in bindings}
        gone = [item for item in known.values() if item.contact not in kept]
        newest = max(changed or gone, key=lambda item: item.cseq, default=None)
        query = node_pb2.RegisterQuery(
            extension_id=account.extension_id,
            sip_call_id="" if newest is None else newest.call_id,
            cseq=0 if newest is None else newest.cseq,
            contacts=[
                *(_to_contact(item, now_s) for item in changed),
                *(node_pb2.ContactBinding(uri=item.contact) for item in gone),
            ],
            remove_all=not bindings,
        )
        self._learn(account, await self._ask(query), bindings, now_s)

    async def _ask(self, query: node_pb2.RegisterQuery) -> Sequence[node_pb2.ContactBinding]:
        answer = await self._link.ask(node_pb2.Query(register=query))
        if not answer.HasField("registered"):
            raise CoreUnavailable(f"the core refused to register {query.extension_id}")
        return answer.registered.contacts

    def _learn(
        self,
        account: node_pb2.Credential,
        contacts: Sequence[node_pb2.ContactBinding],
        newer: Sequence[Binding],
        now_s: float,
    ) -> list[Binding]:
        """Bring what we know in line with what the core has; it may have evicted some."""
        known = self._accounts.get(account.extension_id, {})
        known = known | {item.contact: item for item in newer}
        bindings = [
            _to_binding(contact, known.get(contact.uri), now_s) for contact in reversed(contacts)
        ]
        if bindings:
            if len(self._accounts) >= self.MAX_ACCOUNTS:
                self._accounts.clear()
            self._accounts[account.extension_id] = {item.contact: item for item in bindings}
        else:
            self._accounts.pop(account.extension_id, None)
        return bindings


def _received_from(binding: Binding) -> str:
    flow = Flow.parse(binding.flow)
    return f"{flow.transport}:{flow.remote}"


def _to_contact(binding: Binding, now_s: float) -> node_pb2.ContactBinding:
    return node_pb2.ContactBinding(
        uri=binding.contact,
        received_from=_received_from(binding),
        expires_s=max(0, round(binding.expires_at_s - now_s)),
        user_agent=binding.user_agent,
        path=binding.path,
    )


def _to_binding(contact: node_pb2.ContactBinding, known: Binding | None, now_s: float) -> Binding:
    expires_at_s = now_s + contact.expires_s
    if known is not None and _received_from(known) == contact.received_from:
        return replace(known, expires_at_s=expires_at_s)
    # Registered on another node, since then or ever, or before this one started.
    transport, _, remote = contact.received_from.partition(":")
    return Binding(
        contact=contact.uri,
        flow=f"{transport}:0.0.0.0:0>{remote}",
        expires_at_s=expires_at_s,
        call_id="",
        cseq=0,
        user_agent=contact.user_agent,
        instance="" if known is None else known.instance,
        path=contact.path,
    )
