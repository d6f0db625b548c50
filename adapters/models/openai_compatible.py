"""Chat models behind OpenAI's API: OpenAI, vLLM, Ollama, llama.cpp and their like.

https://platform.openai.com/docs/api-reference/chat
"""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import openai
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.exceptions import ContextOverflowError
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai.chat_models.base import BaseChatOpenAI
from pydantic import SecretStr

from core.errors import Misconfigured, ModelDown, ModelError, Overloaded, Unfit

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
            raise ModelDown("the model's server answered nothing that is understood", sent=True)

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
    if _about_the_words(error):
        return Unfit("refused")
    if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
        why = f"the model's server refused the key ({error.status_code})"
        return Misconfigured(KEY, why, "set the key that the server gave out")
    if isinstance(error, openai.NotFoundError):
        why = "the model's server knows no such model or address (404)"
        return Misconfigured(NAME, why, f"lovelm doctor lists its models; check {URL} too")
    if isinstance(error, openai.RateLimitError):
        return Overloaded("the model's server takes no more (429)", _retry_after(error))
    if isinstance(error, openai.APIStatusError):
        if error.status_code >= 500 or error.status_code in PASSING:
            return ModelDown(f"the model's server failed ({error.status_code})")
        return ModelError(f"the model's server refused the request ({error.status_code})")
    if isinstance(error, openai.APIConnectionError):
        if _unsent(error):
            return ModelDown("the model's server cannot be reached")
        if isinstance(error, openai.APITimeoutError):
            return ModelError("the model's server did not answer in time")
        return ModelDown("the model's server closed the connection", sent=True)
    why = f"the model's server answered what is not understood ({type(error).__name__})"
    return ModelDown(why, sent=True)


def _about_the_words(error: Exception) -> bool:
    """Whether it is this request that is refused: a viewer can cause that, so it says nothing of
    the server."""
    if isinstance(error, ContextOverflowError):
        return True
    if isinstance(error, openai.APIStatusError) and error.status_code == TOO_LARGE:
        return True
    return isinstance(error, openai.APIError) and not ABOUT_WORDS.isdisjoint(
        (error.code, error.type)
    )


def _unsent(error: BaseException | None) -> bool:
    """Whether there was no connection yet; the libraries below wrap each other's errors."""
    while error is not None:
        if type(error).__name__ in UNCONNECTED:
            return True
        error = error.__cause__
    return False


def _retry_after(error: openai.APIStatusError) -> float:
    """Seconds, as the server wrote them."""
    try:
        seconds = float(error.response.headers.get("retry-after", RETRY_AFTER))
    except ValueError:
        return RETRY_AFTER
    return min(max(0.0, seconds), LONGEST_RETRY_AFTER) if seconds == seconds else RETRY_AFTER


# A server that took too long to read, or is busy with the same.
PASSING = {408, 409}
TOO_LARGE = 413
ABOUT_WORDS = {
    "content_filter",
    "content_policy_violation",
    "context_length_exceeded",
    "exceed_context_size_error",
    "invalid_prompt",
    "string_above_max_length",
}
# By name: the library may use httpx2 or httpx.
UNCONNECTED = {"ConnectError", "ConnectTimeout"}
