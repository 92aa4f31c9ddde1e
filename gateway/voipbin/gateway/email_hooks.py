"""Where providers of emails tell what became of them: raw bodies, handed to whoever reads them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from voipbin.gateway.errors import HttpError
from voipbin.gateway.request import Request
from voipbin.gateway.response import Response, json_response
from voipbin.gateway.routes import Routes

_STATUS = {400: "INVALID_ARGUMENT", 403: "PERMISSION_DENIED"}


class HookAnswer(Protocol):
    """What the provider is told."""

    @property
    def status(self) -> int:
        """200; 400 for what nobody can read, 403 for what is signed by somebody else."""
        ...

    @property
    def reason(self) -> str:
        """Stable UPPER_SNAKE word of a refusal."""
        ...

    @property
    def message(self) -> str:
        """The same for people."""
        ...


class EmailHooks(Protocol):
    """Who checks the signature of a provider and reads what it says."""

    async def sendgrid(self, body: bytes, headers: Mapping[str, str]) -> HookAnswer:
        """Hear SendGrid out."""
        ...

    async def mailgun(self, body: bytes, headers: Mapping[str, str]) -> HookAnswer:
        """Hear Mailgun out."""
        ...


_Hear = Callable[[bytes, Mapping[str, str]], Awaitable[HookAnswer]]


def add_email_hooks(routes: Routes[Any], prefix: str, hooks: EmailHooks) -> None:
    """Serve the addresses that providers are told to call."""
    routes.add("POST", f"{prefix}/emails/sendgrid", _hook(hooks.sendgrid))
    routes.add("POST", f"{prefix}/emails/mailgun", _hook(hooks.mailgun))


def _hook(hear: _Hear) -> Any:
    async def answer(request: Request, values: list[str]) -> Response:
        # Signatures are over the very bytes.
        body = await request.body()
        headers = {
            name.decode("latin-1"): value.decode("latin-1")
            for name, value in request.headers.items()
        }
        told = await hear(body, headers)
        if told.status != 200:
            raise HttpError(told.status, _STATUS[told.status], told.reason, told.message)
        return json_response(b"{}")

    return answer
