"""Chat messages on their way out, each requested once.

Not through twitchio, which repeats a request after a 503: the message may have been said.
https://dev.twitch.tv/docs/api/reference/#send-chat-message
"""

import aiohttp
import msgspec
from msgspec import Struct

from adapters.twitch.answers import Answer, Unanswered, asked, refusal
from adapters.twitch.app_token import AppToken
from core.errors import RateLimited, SendRejected, SendUnknown

# Twitch lets an account speak about once a second where it is no moderator.
TOO_FAST, AGAIN_AFTER = "rate", 2.0


class Reason(Struct):
    code: str | None = None


class Sent(Struct):
    is_sent: bool
    message_id: str | None = None
    drop_reason: Reason | None = None


class Outcome(Struct):
    data: list[Sent]


class Chat:
    """What one bot account says."""

    def __init__(
        self, session: aiohttp.ClientSession, api_url: str, bot_id: str, token: AppToken
    ) -> None:
        self._session = session
        self._url = f"{api_url}/chat/messages"
        self._bot_id = bot_id
        self._token = token

    async def say(self, channel: str, text: str, reply_to: str | None) -> str:
        """Send a message; its id. Raises the errors that `Adapter.say` names, and AuthExpired
        when the application's credentials are refused."""
        body = {"broadcaster_id": channel, "sender_id": self._bot_id, "message": text}
        if reply_to is not None:
            body["reply_parent_message_id"] = reply_to
        token = await self._token.get()
        answer = await self._post(body, token)
        if answer.status == 401:  # certainly not said
            answer = await self._post(body, await self._token.renewed(token))
        if answer.good:
            return _said(answer)
        if 400 <= answer.status < 500:
            raise SendRejected(answer.why) if answer.status == 401 else refusal(answer)
        raise SendUnknown(answer.why)

    async def _post(self, body: dict[str, str], token: str) -> Answer:
        header = {"Authorization": f"Bearer {token}"}
        try:
            return await asked(self._session, "POST", self._url, json=body, headers=header)
        except Unanswered as error:
            raise SendUnknown(str(error)) from None


def _said(answer: Answer) -> str:
    try:
        sent = msgspec.json.decode(answer.body, type=Outcome).data[0]
    except (msgspec.DecodeError, IndexError):
        raise SendUnknown("no usable answer: of another shape") from None
    if sent.is_sent:
        return sent.message_id or ""
    code = (sent.drop_reason.code if sent.drop_reason else None) or "dropped"
    if TOO_FAST in code:
        raise RateLimited(AGAIN_AFTER)
    raise SendRejected(code)
