"""A page of each channel's on which a story is told, changed and taken back: by a code, since its
teller has no account. Only there where an address is public."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web

from adapters.site import unstored
from core.errors import BadInput
from core.gate.cooldown import Cooldown
from core.labels import Platform
from core.ports import Clock
from core.stories.box import Box, Taken
from core.stories.story import LONGEST, LONGEST_PSEUDONYM, SHORTEST, Consents, Story

STATIC = Path(__file__).parent / "static"
# Of everybody together in a channel, since behind a proxy all come from one address; and all codes tried.
BURST, EVERY = 20, 1.0
TRIES, TRIED_EVERY = 20, 0.5


class Told(msgspec.Struct, kw_only=True):
    """What the form sends."""

    text: str
    pseudonym: str = ""
    of_age: bool = False
    shorts: bool = False


class Mine(msgspec.Struct, kw_only=True):
    """What a teller who comes back sends: other words (`text`), to `withdraw`, to
    `revoke` a consent, or nothing, to look."""

    code: str
    text: str | None = None
    pseudonym: str = ""
    withdraw: bool = False
    revoke: str = ""


_told, _mine = msgspec.json.Decoder(Told).decode, msgspec.json.Decoder(Mine).decode


class StoryForm:
    """`name_of` tells what a channel is called, None for one that is not ours."""

    def __init__(
        self, box: Box, name_of: Callable[[Platform, str], str | None], clock: Clock
    ) -> None:
        self._box = box
        self._name_of = name_of
        self._clock = clock
        self._told = Cooldown(BURST, EVERY)
        self._tried = Cooldown(TRIES, TRIED_EVERY)

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.static("/story/static", STATIC),
            web.post("/story/mine", self._again),
            web.get("/story/{platform}/{channel}", self._page),
            web.get("/story/{platform}/{channel}/about", self._about),
            web.post("/story/{platform}/{channel}", self._taken),
        ]

    async def _page(self, request: web.Request) -> web.StreamResponse:
        self._channel(request)
        page = (STATIC / "index.html").read_bytes()
        return web.Response(body=page, content_type="text/html", charset="utf-8")

    async def _about(self, request: web.Request) -> web.StreamResponse:
        platform, channel, name = self._channel(request)
        return unstored(
            {
                "name": name,
                "open": self._box.takes(platform, channel),
                "shortest": SHORTEST,
                "longest": LONGEST,
                "longest_name": LONGEST_PSEUDONYM,
            }
        )

    async def _taken(self, request: web.Request) -> web.StreamResponse:
        platform, channel, _ = self._channel(request)
        if not self._told.allows(f"{platform}/{channel}", self._clock()):
            return unstored({"error": BUSY}, 429)
        try:
            told = _told(await request.read())
            consents = Consents(told.of_age, shorts=told.shorts)
            taken = await self._box.submit(
                platform, channel, None, told.text, consents, told.pseudonym
            )
        except BadInput as error:
            return unstored({"error": str(error)}, 400)
        except (msgspec.DecodeError, UnicodeError):  # no page of ours sends that
            return unstored({"error": UNREADABLE}, 400)
        return unstored(_shown(taken))

    async def _again(self, request: web.Request) -> web.StreamResponse:
        if not self._tried.allows("", self._clock()):
            return unstored({"error": BUSY}, 429)
        try:
            mine = _mine(await request.read())
            return unstored(await self._changed(mine))
        except BadInput as error:
            return unstored({"error": str(error)}, 400)
        except (msgspec.DecodeError, UnicodeError):
            return unstored({"error": UNREADABLE}, 400)

    async def _changed(self, mine: Mine) -> dict[str, Any]:
        story = await self._box.coded(mine.code)
        if mine.withdraw:
            await self._box.withdraw(story)
            return {"withdrawn": True}
        if mine.revoke:
            return {"story": _story(await self._box.revoke(story, mine.revoke))}
        if mine.text is None:
            return {"story": _story(story)}
        return _shown(await self._box.edit(story, mine.text, mine.pseudonym))

    def _channel(self, request: web.Request) -> tuple[Platform, str, str]:
        """Raises HTTPNotFound for a channel that is not ours."""
        try:
            platform = Platform(request.match_info["platform"])
        except ValueError:
            raise web.HTTPNotFound from None
        channel = request.match_info["channel"]
        name = self._name_of(platform, channel)
        if name is None:
            raise web.HTTPNotFound
        return platform, channel, name


def _shown(taken: Taken) -> dict[str, Any]:
    if taken.story is None:
        return {"answer": taken.answer}
    return {"story": _story(taken.story)} | ({"code": taken.code} if taken.code else {})


def _story(story: Story) -> dict[str, Any]:
    return {
        "pseudonym": story.pseudonym,
        "text": story.text,
        "masked": story.masked,
        "state": story.state,
        "why": story.why,
        "shorts": story.consents.shorts,
    }


BUSY = "지금 남기는 분이 많아요. 잠시 뒤에 다시 눌러 주세요."
UNREADABLE = "읽을 수 없는 요청이에요."
