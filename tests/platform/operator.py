"""The operator of a platform, who sets up carriers through the API as a super admin."""

from typing import Any

from tests.platform.api import Api, Json
from tests.platform.stage import LocalStage
from voipbin.core.route.model import DEFAULT_OWNER
from voipbin.core.serve.seed import SUPER_ADMIN


class Operator(Api):
    """Calls operations as the super admin."""

    @classmethod
    async def of(cls, stage: LocalStage) -> "Operator":
        """The operator of this platform, logged in."""
        operator = cls(stage.platform.channel, "")
        operator.credentials = ()
        login = await operator(
            "AuthService.Login", username=SUPER_ADMIN.username, password=SUPER_ADMIN.password
        )
        operator.credentials = (("authorization", f"Bearer {login['token']}"),)
        return operator

    async def carry(
        self, target: str, *hosts: str, customer_id: str = DEFAULT_OWNER, **fields: Any
    ) -> list[Json]:
        """Providers at some hosts, and routes to them in this order; the providers."""
        made = []
        for priority, host in enumerate(hosts):
            provider = await self("ProviderService.CreateProvider", hostname=host, **fields)
            await self(
                "RouteService.CreateRoute",
                customer_id=customer_id,
                provider_id=provider["id"],
                priority=priority,
                target=target,
            )
            made.append(provider)
        return made
