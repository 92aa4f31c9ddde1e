"""Who runs language models: where each speaks the OpenAI protocol, and the operator's key there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

BASE_URLS = {
    "anthropic": "https://api.anthropic.com/v1",
    "cerebras": "https://api.cerebras.ai/v1",
    "deepseek": "https://api.deepseek.com/v1",
    "fireworks": "https://api.fireworks.ai/inference/v1",
    "gemini": "https://generativelanguage.googleapis.com/v1beta/openai",
    "grok": "https://api.x.ai/v1",
    "groq": "https://api.groq.com/openai/v1",
    "mistral": "https://api.mistral.ai/v1",
    "nvidia": "https://integrate.api.nvidia.com/v1",
    "ollama": "",
    "openai": "https://api.openai.com/v1",
    "openrouter": "https://openrouter.ai/api/v1",
    "perplexity": "https://api.perplexity.ai",
    "qwen": "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
    "sambanova": "https://api.sambanova.ai/v1",
    "together": "https://api.together.xyz/v1",
}
"""Target of an engine_model to where it is; an empty one is wherever the operator runs it.

aws, azure and dialogflow are targets too, but do not speak this protocol with a key alone.
"""


@dataclass(frozen=True, slots=True)
class Vendor:
    """One target as this installation uses it."""

    url: str
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """Vendors by target."""

    vendors: Mapping[str, Vendor]
    takes_keyless: frozenset[str] = frozenset()
    "Targets whose address the operator named: asked even without a key."

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Reads VOIPBIN_<TARGET>_API_KEY and VOIPBIN_<TARGET>_LLM_URL variables.

        Raises:
            ValueError: a URL that is none; names the variable.
        """
        vendors, named = {}, set()
        for target, default in BASE_URLS.items():
            variable = f"VOIPBIN_{target.upper()}_LLM_URL"
            url = env.get(variable, "").strip().rstrip("/")
            if url and not url.startswith(("http://", "https://")):
                raise ValueError(f"{variable} {url!r}: must start with http:// or https://")
            if url:
                named.add(target)
            key = env.get(f"VOIPBIN_{target.upper()}_API_KEY", "").strip()
            vendors[target] = Vendor(url or default, key)
        return cls(vendors, frozenset(named))
