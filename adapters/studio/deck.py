"""Keys on a Stream Deck, and hotkeys: one secret address a channel, for a few deeds."""

from collections.abc import Callable

from aiohttp import web

from adapters.studio.deeds import Deeds
from adapters.studio.refusals import Refused
from core.channels.guilds import Actor, Place
from core.channels.invites import WRONG_BURST, WRONG_EVERY
from core.channels.keys import ChannelKeys
from core.channels.rights import Forbidden
from core.channels.settings import Level
from core.errors import BadInput
from core.gate.cooldown import Cooldown
from core.ports import Clock

# Presses of one channel: so many at once, then two a second.
PRESSES, EVERY = 10, 0.5


class Deck:
    """Answers in a few words of Korean, which a Stream Deck can show."""

    def __init__(
        self, deeds: Deeds, keys: ChannelKeys, touched: Callable[[Place], object], clock: Clock
    ) -> None:
        self._deeds = deeds
        self._keys = keys
        self._touched = touched
        self._clock = clock
        self._pace = Cooldown(PRESSES, EVERY)
        self._wrong = Cooldown(WRONG_BURST, WRONG_EVERY)

    def routes(self) -> list[web.AbstractRouteDef]:
        path = "/studio/deck/{key}/{deed}"
        return [web.get(path, self._press, allow_head=False), web.post(path, self._press)]

    async def _press(self, request: web.Request) -> web.Response:
        found = self._keys.channel(request.match_info["key"])
        if found is None:
            if not self._wrong.allows(request.remote or "", self._clock()):
                return _said(429, "잠시 뒤에 다시 해 주세요.")
            return _said(404, "주소가 맞지 않아요. 스튜디오에서 새로 복사해 주세요.")
        # A page that shows the address, or a browser that looks ahead, presses nothing.
        if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin") or (
            "prefetch" in request.headers.get("Sec-Purpose", "")
        ):
            return _said(403, "이 주소는 버튼에만 넣어 주세요.")
        if not self._pace.allows("/".join(found), self._clock()):
            return _said(429, "너무 빨라요. 조금 뒤에 다시 눌러 주세요.")
        return await self._done(Place(*found), request.match_info["deed"])

    async def _done(self, place: Place, deed: str) -> web.Response:
        does, said = DEEDS.get(deed, ({}, ""))
        if not does or does["do"] not in self._deeds.table:
            return _said(404, "그런 버튼은 없어요.")
        actor = Actor(id="deck", name="버튼", guild=None, at=place, may=Level.MANAGER)
        try:
            await self._deeds.do(actor, place, does)
        except (Forbidden, BadInput) as error:
            return _said(409, str(error))
        except Refused as refused:
            return _said(refused.status, refused.message)
        self._touched(place)
        return _said(200, said)


def _said(status: int, text: str) -> web.Response:
    return web.Response(text=f"{text}\n", status=status, headers={"Cache-Control": "no-store"})


# What a key does, and what it says then.
DEEDS: dict[str, tuple[dict[str, object], str]] = {
    "next": ({"do": "answer_now"}, "다음 이야기에 답할게요."),
    "skip": ({"do": "skip"}, "건너뛰었어요."),
    "pause": ({"do": "pause", "on": True}, "잠시 멈췄어요."),
    "resume": ({"do": "resume"}, "다시 시작했어요."),
    "quiet": ({"do": "quiet"}, "조용히 있을게요."),
    "open": ({"do": "open"}, "코너를 열었어요."),
    "close": ({"do": "close"}, "코너를 닫았어요."),
    "take": ({"do": "take"}, "지금 말할게요."),
}
