"""Chat models behind OpenAI's API: OpenAI, vLLM, Ollama, llama.cpp and their like.

https://platform.openai.com/docs/api-reference/chat
"""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import openai
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai.chat_models.base import BaseChatOpenAI
from pydantic import SecretStr

from core.errors import Misconfigured, ModelDown, ModelError, Overloaded

OPENAI = "https://api.openai.com/v1"
# The only server that wants the newer name for how much may be written; few others know it.
OWN_HOST = "api.openai.com"
RETRY_AFTER, LONGEST_RETRY_AFTER = 1.0, 600.0
KEY, URL, NAME = "LOVELM_MODEL_KEY", "LOVELM_MODEL_URL", "LOVELM_MODEL"
# Some servers want a key to be there although they check none.
NO_KEY = "none"


class OpenAICompatible(BaseChatOpenAI):
    """Streams with usage in the last piece, never tries again by itself, raises ModelError."""

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        begun = False
        try:
            async for chunk in super()._astream(messages, stop, run_manager, **kwargs):
                begun = True
                yield chunk
        except Exception as error:  # on rubbish the libraries below raise whatever comes up
            # The cause may hold the key and what was said.
            raise (broken_off(error) if begun else refusal(error)) from None
        if not begun:
            raise ModelDown("the model's server answered nothing that is understood")

    def _get_request_payload(
        self, input_: Any, *, stop: list[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        payload: dict[str, Any] = super()._get_request_payload(input_, stop=stop, **kwargs)
        if urlsplit(self.openai_api_base or "").hostname == OWN_HOST and "max_tokens" in payload:
            payload["max_completion_tokens"] = payload.pop("max_tokens")
        return payload


def openai_compatible(url: str, key: str, name: str) -> OpenAICompatible:
    """The model `name` at `url` (with its "/v1"); an empty `key` where none is needed."""
    return OpenAICompatible(
        model=name,
        base_url=url.rstrip("/"),
        api_key=SecretStr(key or NO_KEY),
        max_retries=0,
        stream_usage=True,
        use_responses_api=False,
        # It is made with asyncio.wait_for, which swallows a cancellation at times.
        stream_chunk_timeout=None,
    )


def broken_off(error: Exception) -> ModelError:
    """What ended an answer that had begun."""
    return ModelError(f"the model's answer broke off ({type(error).__name__})")


def refusal(error: Exception) -> ModelError:
    """What the library raised, as what to do about it; without the server's words."""
    if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
        why = f"the model's server refused the key ({error.status_code})"
        return Misconfigured(KEY, why, "set the key that the server gave out")
    if isinstance(error, openai.NotFoundError):
        why = "the model's server knows no such model or address (404)"
        return Misconfigured(NAME, why, f"lovelm doctor lists its models; check {URL} too")
    if isinstance(error, openai.RateLimitError):
        return Overloaded("the model's server takes no more (429)", _retry_after(error))
    if isinstance(error, openai.APIStatusError) and error.status_code < 500:
        why = f"the model's server refused the request ({error.status_code})"
        return Misconfigured(NAME, why, "choose a chat model that the server serves")
    if isinstance(error, openai.APITimeoutError):
        return ModelError("the model's server did not answer in time")
    if isinstance(error, openai.APIStatusError):
        return ModelDown(f"the model's server failed ({error.status_code})")
    if isinstance(error, openai.APIConnectionError):
        return ModelDown("the model's server cannot be reached")
    why = f"the model's server answered what is not understood ({type(error).__name__})"
    return ModelDown(why)


def _retry_after(error: openai.APIStatusError) -> float:
    """Seconds, as the server wrote them."""
    try:
        seconds = float(error.response.headers.get("retry-after", RETRY_AFTER))
    except ValueError:
        return RETRY_AFTER
    return min(max(0.0, seconds), LONGEST_RETRY_AFTER) if seconds == seconds else RETRY_AFTER
