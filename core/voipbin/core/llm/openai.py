"""Models by the OpenAI protocol: POST {base}/chat/completions."""

import asyncio
import json
import re
from collections.abc import Sequence
from typing import Any

from voipbin.core.egress import EgressAnswer, EgressClient, EgressError, EgressReason
from voipbin.core.errors import (
    DeadlineExceeded,
    FailedPrecondition,
    ResourceExhausted,
    Unavailable,
    VoipbinError,
)
from voipbin.core.ids import new_id
from voipbin.core.llm.port import Said, Tool, ToolCall, Turn

TURN_LIMIT_S = 30.0
_MOST_SAID = 300
"Characters of a vendor's own words that are passed on."
_LONGEST_ID = 256
"Of a tool call, as messages keep it."
_BEGIN = {"role": "user", "content": "(The conversation begins: say the first words.)"}
"""Stands for a partner who has said nothing yet: some vendors answer nobody else. Never kept."""
_THOUGHT = re.compile(r"\A\s*<think>.*?(?:</think>|\Z)", re.DOTALL)
"What models think before they answer, where their server leaves it in the text."


class OpenAiLlm:
    """One model of one vendor, asked with one key."""

    def __init__(
        self,
        egress: EgressClient,
        target: str,
        url: str,
        model: str,
        key: str,
        *,
        limit_s: float = TURN_LIMIT_S,
    ) -> None:
        self._egress = egress
        self._target = target
        self._url = f"{url}/chat/completions"
        self._model = model
        self._key = key
        self._limit_s = limit_s

    async def complete(self, messages: Sequence[Said], tools: Sequence[Tool] = ()) -> Turn:
        """One turn; see Llm.

        Raises:
            VoipbinError: the vendor refused, failed, or was silent for too long.
        """
        body: dict[str, Any] = {
            "model": self._model,
            "messages": _ordered(messages),
        }
        if tools:
            body["tools"] = [_offered(tool) for tool in tools]
        try:
            async with asyncio.timeout(self._limit_s):
                answer = await self._egress.request(
                    "POST", self._url, json.dumps(body).encode(), self._headers()
                )
        except TimeoutError:
            raise self._too_slow() from None
        except EgressError as error:
            if error.reason is EgressReason.ANSWER_TIMEOUT:
                raise self._too_slow() from None
            message = f"the model provider {self._target} cannot be reached: {error}"
            raise Unavailable(message, reason="LLM_UNREACHABLE") from None
        if answer.status >= 300:
            raise self._refusal(answer)
        return self._read(answer)

    def _headers(self) -> dict[str, str]:
        headers = {"content-type": "application/json"}
        if self._key:
            headers["authorization"] = f"Bearer {self._key}"
        return headers

    def _too_slow(self) -> DeadlineExceeded:
        message = f"{self._target}.{self._model} did not answer within {self._limit_s:g} s"
        return DeadlineExceeded(message, reason="LLM_TIMEOUT")

    def _refusal(self, answer: EgressAnswer) -> VoipbinError:
        """What to tell the customer; a vendor's words about a key may quote the key."""
        if answer.status in (401, 403):
            message = f"{self._target} refused the key: check engine_key of the ai"
            return FailedPrecondition(message, reason="LLM_KEY_REFUSED")
        said = f"{self._target} answered {answer.status}: {self._words(answer)}"
        if answer.status == 429:
            return ResourceExhausted(said, reason="LLM_RATE_LIMITED")
        if answer.status >= 500:
            return Unavailable(said, reason="LLM_FAILED")
        return FailedPrecondition(said, reason="LLM_REFUSED")

    def _words(self, answer: EgressAnswer) -> str:
        try:
            error = json.loads(answer.body)["error"]
            words = str(error["message"] if isinstance(error, dict) else error)
        except (ValueError, KeyError, TypeError):
            words = answer.text
        if self._key:
            words = words.replace(self._key, "********")
        return " ".join(words.split())[:_MOST_SAID]

    def _read(self, answer: EgressAnswer) -> Turn:
        try:
            message = json.loads(answer.body)["choices"][0]["message"]
            calls = tuple(_call(call) for call in message.get("tool_calls") or ())
            return Turn(_text(message.get("content")), calls)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError):
            message = f"{self._target} did not answer in the OpenAI protocol"
            raise Unavailable(message, reason="LLM_FAILED") from None


def _call(call: dict[str, Any]) -> ToolCall:
    """A use of a tool; some vendors give it no id, and arguments that are read already."""
    arguments = call["function"].get("arguments") or "{}"
    if not isinstance(arguments, str):
        arguments = json.dumps(arguments)
    id = str(call.get("id") or f"call_{new_id()}")
    return ToolCall(id[:_LONGEST_ID], str(call["function"]["name"]), arguments)


def _text(content: Any) -> str:
    """A text, or the texts of a list of parts."""
    if isinstance(content, list):
        content = "".join(str(part.get("text", "")) for part in content)
    return _THOUGHT.sub("", str(content or "")).strip()


def _ordered(messages: Sequence[Said]) -> list[dict[str, Any]]:
    """As every vendor takes them: one system message at the head, and then somebody who speaks."""
    prompts = [said.content for said in messages if said.role == "system"]
    others = [_written(said) for said in messages if said.role != "system"]
    head = [{"role": "system", "content": "\n\n".join(prompts)}] if prompts else []
    return [*head, *(others or [_BEGIN])]


def _written(said: Said) -> dict[str, Any]:
    message: dict[str, Any] = {"role": said.role, "content": said.content}
    if said.tool_calls:
        message["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in said.tool_calls
        ]
    if said.tool_call_id:
        message["tool_call_id"] = said.tool_call_id
    return message


def _offered(tool: Tool) -> dict[str, Any]:
    return {
        "type": "function",
        "function": {
            "name": tool.name,
            "description": tool.description,
            "parameters": dict(tool.parameters),
        },
    }
