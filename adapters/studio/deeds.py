"""What the studio's page may have done: a table of deeds, each with what undoes it."""

import re
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from adapters.studio.refusals import Refused
from core.channels.backstage import Backstage, Gone
from core.channels.guilds import Actor, Place
from core.channels.settings import Level
from core.errors import BadInput
from core.gifts.told import visible
from core.ports import Clock

# What no database takes.
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")

Body = Mapping[str, Any]
Answer = dict[str, Any]
Act = Callable[[Actor, Place, Body], Awaitable[Answer]]

LONGEST_ID, LONGEST_NAME, LONGEST_TEXT = 300, 50, 1_000
# Sounds that are listened to before anything is said: so many, for so many seconds.
SOUNDS, SOUND_LIVES = 16, 120.0
AUDIO = "/studio/audio/"


class Deeds:
    """Each takes what the page sent and gives what the page is told; rights are the console's."""

    def __init__(self, backstage: Backstage, clock: Clock) -> None:
        self._backstage = backstage
        self._console = backstage.console
        self._clock = clock
        self._sounds: OrderedDict[str, tuple[float, str, bytes]] = OrderedDict()
        self.table: dict[str, Act] = {
            "answer_now": self.answer_now,
            "skip": self.skip,
            "unskip": self.unskip,
            "pause": self.pause,
            "quiet": self.quiet,
            "resume": self.resume,
            "ignore": self.ignore,
            "release": self.release,
            "discard": self.discard,
            "gift": self.gift,
            "gift_checked": self.gift_checked,
            "alarm": self.alarm,
            "false_alarm": self.false_alarm,
            "say": self.say,
            "preview": self.preview,
            "set": self.set,
            "test_overlay": self.test_overlay,
            "renew": self.renew,
            "address": self.address,
            "invite": self.invite,
            "revoke": self.revoke,
            "cap": self.cap,
        }

    async def do(self, actor: Actor, place: Place, body: Body) -> Answer:
        """Do what `body` says under "do". Raises Refused, Forbidden or BadInput."""
        act = self.table.get(text_of(body, "do"))
        if act is None:
            raise Refused(404, "not_found", "그런 일은 할 수 없어요. 화면을 새로 고쳐 주세요.")
        return {"ok": True} | await act(actor, place, body)

    def sound(self, secret: str, actor: Actor) -> bytes | None:
        """What that actor listens to; None for anybody else, and when it is over."""
        until, of, wav = self._sounds.get(secret, (0.0, "", b""))
        return wav if until > self._clock() and of == actor.id else None

    # The queue

    async def answer_now(self, actor: Actor, place: Place, body: Body) -> Answer:
        return {"name": await self._backstage.answer_now(actor, place, identity(body))}

    async def skip(self, actor: Actor, place: Place, body: Body) -> Answer:
        id = identity(body)
        name = await self._console.skip(actor, place, id, may_return=bool(id))
        if name is None:
            raise Gone("건너뛸 이야기가 없어요. 후원은 건너뛸 수 없어요.")
        return {"name": name} | ({"undo": {"do": "unskip", "id": id}} if id else {})

    async def unskip(self, actor: Actor, place: Place, body: Body) -> Answer:
        name = await self._console.unskip(actor, place, identity(body))
        if name is None:
            raise Gone("지금은 되돌릴 수 없어요. 시간이 지났거나 그분이 이야기를 거두었어요.")
        return {"name": name}

    async def pause(self, actor: Actor, place: Place, body: Body) -> Answer:
        on = _on(body)
        await self._console.pause(actor, place, on)
        return {"undo": {"do": "pause", "on": not on}}

    async def quiet(self, actor: Actor, place: Place, body: Body) -> Answer:
        await self._console.quiet(actor, place)
        return {"undo": {"do": "resume"}}

    async def resume(self, actor: Actor, place: Place, body: Body) -> Answer:
        await self._console.pause(actor, place, on=False)
        return {"undo": {"do": "pause", "on": True}}

    async def ignore(self, actor: Actor, place: Place, body: Body) -> Answer:
        viewer, on = visible(identity(body), LONGEST_ID), _on(body)
        name = visible(text_of(body, "name", LONGEST_NAME), LONGEST_NAME)
        if not viewer:
            raise BadInput("누구인지 골라 주세요.")
        said = await self._console.ignore(actor, place, viewer, name or viewer, on)
        undo = {"do": "ignore", "id": viewer, "name": name, "on": not on}
        return {"said": said, "undo": undo}

    # What was held, given, disclosed

    async def release(self, actor: Actor, place: Place, body: Body) -> Answer:
        return _there(await self._console.release(actor, place, identity(body)))

    async def discard(self, actor: Actor, place: Place, body: Body) -> Answer:
        return _there(await self._console.discard(actor, place, identity(body)))

    async def gift(self, actor: Actor, place: Place, body: Body) -> Answer:
        entered = await self._backstage.enter(
            actor, place, text_of(body, "donor"), _whole(body, "amount"), text_of(body, "text"),
            text_of(body, "key"),
        )  # fmt: skip
        return {"id": entered.id, "known": entered.known}

    async def gift_checked(self, actor: Actor, place: Place, body: Body) -> Answer:
        return _there(await self._console.donation_checked(actor, place, identity(body)))

    async def alarm(self, actor: Actor, place: Place, body: Body) -> Answer:
        about = await self._backstage.alarm(actor, place, identity(body))
        viewer = {"id": about.viewer.id, "name": about.viewer.name}
        return {"viewer": viewer, "kind": about.kind}

    async def false_alarm(self, actor: Actor, place: Place, body: Body) -> Answer:
        viewer = await self._backstage.false_alarm(actor, place, identity(body))
        return {"said": f"{viewer.name}님에게 다시 평소처럼 답할게요."}

    # What personas say

    async def say(self, actor: Actor, place: Place, body: Body) -> Answer:
        aloud = await self._backstage.say(
            actor, place, text_of(body, "persona"), text_of(body, "text"), text_of(body, "key")
        )
        return {"aloud": aloud}

    async def preview(self, actor: Actor, place: Place, body: Body) -> Answer:
        wav = await self._backstage.preview(
            actor, place, text_of(body, "persona"), text_of(body, "text")
        )
        secret = secrets.token_urlsafe(16)
        self._sounds[secret] = (self._clock() + SOUND_LIVES, actor.id, wav)
        if len(self._sounds) > SOUNDS:
            self._sounds.popitem(last=False)
        return {"audio": f"{AUDIO}{secret}"}

    async def test_overlay(self, actor: Actor, place: Place, body: Body) -> Answer:
        await self._backstage.test_overlay(actor, place)
        return {}

    # Settings and people

    async def set(self, actor: Actor, place: Place, body: Body) -> Answer:
        key, value = text_of(body, "key"), body.get("value")
        several = isinstance(value, list) and all(isinstance(one, str) for one in value)
        if not (several or isinstance(value, str | int)):
            raise BadInput("값을 다시 골라 주세요.")
        before, _ = self._console.settings(actor, place)
        after = await self._console.change(actor, place, {key: value})
        old, new = (msgspec.to_builtins(getattr(one, key)) for one in (before, after))
        return {"value": new, "undo": {"do": "set", "key": key, "value": old}}

    async def cap(self, actor: Actor, place: Place, body: Body) -> Answer:
        won = _whole(body, "won")
        before = self._console.settings(actor, place)[0].model_won
        await self._console.cap_costs(actor, place, won)
        return {"undo": {"do": "cap", "won": before}}

    async def address(self, actor: Actor, place: Place, body: Body) -> Answer:
        return {"address": self._console.address(actor, place, _named(body))}

    async def renew(self, actor: Actor, place: Place, body: Body) -> Answer:
        return {"address": await self._console.renew_address(actor, place, _named(body))}

    async def invite(self, actor: Actor, place: Place, body: Body) -> Answer:
        level = LEVELS.get(text_of(body, "level"))
        if level is None:
            raise BadInput("매니저나 스트리머로만 초대할 수 있어요.")
        return {"link": await self._backstage.invite(actor, place, text_of(body, "name"), level)}

    async def revoke(self, actor: Actor, place: Place, body: Body) -> Answer:
        await self._backstage.revoke(actor, place, identity(body))
        return {}


def _there(done: bool) -> Answer:
    if not done:
        raise Gone("이미 처리했어요.")
    return {}


def text_of(body: Body, key: str, longest: int = LONGEST_TEXT) -> str:
    value = body.get(key, "")
    if not isinstance(value, str) or len(value) > longest:
        raise BadInput("너무 길거나 알아볼 수 없는 값이에요. 고쳐서 다시 해 주세요.")
    return _UNSTORABLE.sub(" ", value)


def identity(body: Body) -> str:
    return text_of(body, "id", LONGEST_ID)


def _on(body: Body) -> bool:
    on = body.get("on", True)
    if not isinstance(on, bool):
        raise BadInput("켜거나 끌 수만 있어요.")
    return on


def _whole(body: Body, key: str) -> int:
    """5000, "5000" or "5,000"."""
    value = body.get(key)
    if isinstance(value, str):
        digits = value.strip().removesuffix("원").replace(",", "")
        value = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 13 else None
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 10**12:
        raise BadInput("금액은 숫자로 적어 주세요.")
    return value


def _named(body: Body) -> str:
    of = text_of(body, "of")
    if of not in NAMES:
        raise BadInput("그런 주소는 없어요.")
    return of


NAMES = frozenset(("overlay", "hook", "deck"))
LEVELS = {"manager": Level.MANAGER, "streamer": Level.STREAMER}
