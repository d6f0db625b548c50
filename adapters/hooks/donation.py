"""Donations that come through other services: `POST /hooks/donation`."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web

from core.channels.keys import ChannelKeys
from core.events import Donation
from core.gate.cooldown import Cooldown
from core.gifts.gift import Gift
from core.gifts.told import LONGEST_NAME, MOST_WON, told, visible
from core.labels import Platform
from core.ports import Clock

log = logging.getLogger(__name__)

ANSWER_WITHIN = 0.9
LONGEST_KEY = 200
# A channel's donations: so many at once, then ten a second.
BURST, EVERY = 300, 0.1

_KEY = re.compile(rf"[\x20-\x7e]{{1,{LONGEST_KEY}}}")
_AMOUNT = re.compile(r"[0-9]{1,10}|[0-9]{1,3}(?:,[0-9]{3}){1,3}")


class Body(msgspec.Struct, kw_only=True):
    """A donation as another service tells of it; `amount` in won."""

    amount: int | str
    donor: str = ""
    message: str = ""
    anonymous: bool = False


class Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.response = web.json_response(
            {"error": {"code": code, "message": message}}, status=status
        )


_body = msgspec.json.Decoder(Body).decode


class DonationHook:
    """Answers 200 once a donation is stored, and the same to the same key ever after."""

    def __init__(
        self,
        keys: ChannelKeys,
        give: Callable[[Donation], Awaitable[Gift | None]],
        stored: Callable[[str], Awaitable[Gift | None]],
        clock: Clock,
    ) -> None:
        """`give` has a donation heard and returns it once it is committed, None where no more
        can be taken in; `stored(id)` returns a gift once it is committed, None for one that was
        never heard of."""
        self._keys = keys
        self._give = give
        self._stored = stored
        self._clock = clock
        self._pace = Cooldown(BURST, EVERY)

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.post("/hooks/donation", self._donation)]

    async def _donation(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                return await self._taken(request)
        except Refused as refused:
            return refused.response
        except web.HTTPRequestEntityTooLarge:
            return Refused(413, "too_large", "the body is larger than 64 KB").response
        except TimeoutError:
            log.warning("donation not stored in time")
        except Exception:  # the database failed: whoever called calls again
            log.exception("donation not stored")
        return Refused(503, "try_again", "not stored yet; send it again with the same key").response

    async def _taken(self, request: web.Request) -> web.Response:
        channel = self._channel(request)
        event = self._event(*channel, _key(request), await _read(request))
        known = await self._stored(event.id)
        if known is None:
            known_before = False
            known = await self._give(event)
        else:
            known_before = True
        if known is None:
            raise Refused(503, "try_again", "not stored yet; send it again with the same key")
        if not _same(known, event):
            raise Refused(409, "key_reused", "this Idempotency-Key was used for another donation")
        return web.json_response({"id": event.id, "known": known_before})

    def _channel(self, request: web.Request) -> tuple[Platform, str]:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        channel = self._keys.channel(token.strip()) if kind.lower() == "bearer" else None
        if channel is None:
            raise Refused(401, "wrong_token", "send Authorization: Bearer and the channel's token")
        if not self._pace.allows("/".join(channel), self._clock()):
            raise Refused(429, "too_many", "more than ten donations a second; wait a moment")
        return channel

    def _event(self, platform: Platform, channel: str, key: str, body: Body) -> Donation:
        name = "" if body.anonymous else visible(body.donor, LONGEST_NAME)
        if not (name or body.anonymous):
            raise Refused(400, "no_donor", 'donor is missing; or send "anonymous": true')
        won = _won(body.amount)
        return told("hook", platform, channel, key, name, won, body.message, self._clock())


def _key(request: web.Request) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        raise Refused(
            400, "no_key", f"Idempotency-Key must be 1 to {LONGEST_KEY} printable ASCII characters"
        )
    return key


async def _read(request: web.Request) -> Body:
    if request.content_type != "application/json":
        raise Refused(415, "not_json", "send Content-Type: application/json")
    try:
        return _body(await request.read())
    except (msgspec.DecodeError, UnicodeError) as error:
        raise Refused(400, "bad_body", str(error)) from error


def _won(amount: int | str) -> int:
    """5000, "5000" or "5,000" as a number."""
    won = amount
    if isinstance(won, str):
        won = int(won.replace(",", "")) if _AMOUNT.fullmatch(won) else 0
    if not 0 < won <= MOST_WON:
        raise Refused(400, "bad_amount", 'amount must be won, a whole number: 5000 or "5,000"')
    return won


def _same(known: Gift, event: Donation) -> bool:
    """Whether the stored gift is the one told of again. A plain one's words were not kept."""
    stored = known.event
    return (
        isinstance(stored, Donation)
        and (stored.viewer.id, stored.amount) == (event.viewer.id, event.amount)
        and (known.plain or stored.text == event.text)
    )
