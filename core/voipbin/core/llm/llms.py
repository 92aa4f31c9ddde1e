"""Which model answers for an engine_model."""

from voipbin.core.egress import EgressClient
from voipbin.core.errors import FailedPrecondition
from voipbin.core.llm.local import LocalLlm
from voipbin.core.llm.openai import TURN_LIMIT_S, OpenAiLlm
from voipbin.core.llm.port import Llm
from voipbin.core.llm.vendors import LlmSettings


class Llms:
    """The models this installation can ask."""

    def __init__(
        self, egress: EgressClient, settings: LlmSettings, *, limit_s: float = TURN_LIMIT_S
    ) -> None:
        self._egress = egress
        self._settings = settings
        self._limit_s = limit_s

    def named(self, engine_model: str, engine_key: str = "") -> Llm:
        """The model of an ai: with the customer's key, else ours, else the built-in rules.

        Args:
            engine_model: target, dot, name of the model there: openai.gpt-4o.
            engine_key: key of the customer, unsealed; "" is the platform's.

        Raises:
            FailedPrecondition: a key is given for a target this platform cannot talk to.
        """
        target, _, model = engine_model.partition(".")
        vendor = self._settings.vendors.get(target)
        key = engine_key or (vendor.key if vendor is not None else "")
        if not key and target not in self._settings.takes_keyless:
            return LocalLlm()
        if vendor is None or not vendor.url:
            message = f"engine_model {engine_model}: no way to reach {target} is set up here"
            raise FailedPrecondition(message, reason="LLM_NOT_SERVED")
        return OpenAiLlm(self._egress, target, vendor.url, model, key, limit_s=self._limit_s)
