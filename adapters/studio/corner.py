"""The studio's corner, programme and story box: what the page shows of them, and what it may do
there."""

from typing import Any

import msgspec

from adapters.studio.deeds import Act, Answer, Body, identity, text_of
from adapters.studio.state import Read
from core.channels.backstage import Gone
from core.channels.console import Console
from core.channels.guilds import Actor, Place
from core.corners.slot import Slot
from core.errors import BadInput
from core.stories.story import LONGEST, Story, shown


class CornerDeeds:
    """Corners, when they are, stories, and the words of gifts."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.reads: dict[str, Read] = {
            "corner": self._corner,
            "programme": self._programme,
            "stories": self._stories,
            "gift_words": self._gift_words,
        }
        self.table: dict[str, Act] = {
            "open": self.open,
            "close": self.close,
            "take": self.take,
            "release_video": self.release_video,
            "story_approve": self.approve,
            "story_refuse": self.refuse,
            "story_undo": self.undo,
            "story_read": self.read,
            "gift_show": self.gift_show,
            "gift_hide": self.gift_hide,
            "gift_skip": self.gift_skip,
            "programme_add": self.programme_add,
            "programme_remove": self.programme_remove,
            "programme_undo": self.programme_undo,
        }

    async def _corner(self, actor: Actor, place: Place) -> Any:
        return msgspec.to_builtins(await self._console.corner(actor, place))

    async def _stories(self, actor: Actor, place: Place) -> Any:
        found = await self._console.stories.stories(actor, place)
        return [msgspec.to_builtins(shown(one)) for one in found]

    async def _gift_words(self, actor: Actor, place: Place) -> Any:
        return [msgspec.to_builtins(one) for one in await self._console.gift_words(actor, place)]

    async def _programme(self, actor: Actor, place: Place) -> Any:
        return [
            {"id": one.slot.id, "next": one.next} | _written(one.slot)
            for one in self._console.programme.listed(actor, place)
        ]

    async def open(self, actor: Actor, place: Place, body: Body) -> Answer:
        return _done(await self._console.open_corner(actor, place), "이미 열려 있어요.", "close")

    async def close(self, actor: Actor, place: Place, body: Body) -> Answer:
        return _done(await self._console.close_corner(actor, place), "이미 닫혀 있어요.", "open")

    async def take(self, actor: Actor, place: Place, body: Body) -> Answer:
        return _done(await self._console.take(actor, place), "말하려고 기다리는 답이 없어요.")

    async def release_video(self, actor: Actor, place: Place, body: Body) -> Answer:
        return _done(await self._console.release_video(actor, place), "나오는 영상이 없어요.")

    async def approve(self, actor: Actor, place: Place, body: Body) -> Answer:
        text = text_of(body, "text", LONGEST * 2) if "text" in body else None
        id, version = identity(body), text_of(body, "version")
        story = await self._console.stories.approve(actor, place, id, version, text)
        return _undone(story)

    async def refuse(self, actor: Actor, place: Place, body: Body) -> Answer:
        why = text_of(body, "reason")
        story = await self._console.stories.refuse(actor, place, identity(body), why)
        return _undone(story)

    async def undo(self, actor: Actor, place: Place, body: Body) -> Answer:
        await self._console.stories.undo(actor, place, identity(body))
        return {}

    async def read(self, actor: Actor, place: Place, body: Body) -> Answer:
        id, version = identity(body), text_of(body, "version")
        await self._console.stories.read_now(actor, place, id, version)
        return {}

    async def gift_show(self, actor: Actor, place: Place, body: Body) -> Answer:
        return _done(await self._console.approve_gift(actor, place, identity(body)), GONE)

    async def gift_hide(self, actor: Actor, place: Place, body: Body) -> Answer:
        return _done(await self._console.approve_gift(actor, place, identity(body), on=False), GONE)

    async def gift_skip(self, actor: Actor, place: Place, body: Body) -> Answer:
        return _done(await self._console.skip_gift(actor, place, identity(body)), GONE)

    async def programme_add(self, actor: Actor, place: Place, body: Body) -> Answer:
        minutes = body.get("minutes")
        if not isinstance(minutes, int) or isinstance(minutes, bool):
            raise BadInput("길이는 몇 분인지 숫자로 적어 주세요.")
        name, kind, cron = (text_of(body, key) for key in ("name", "kind", "cron"))
        slot = await self._console.programme.add(actor, place, name, kind, cron, minutes)
        return {"undo": {"do": "programme_remove", "id": slot.id}}

    async def programme_remove(self, actor: Actor, place: Place, body: Body) -> Answer:
        slot = await self._console.programme.remove(actor, place, identity(body))
        if slot is None:
            raise Gone("이미 빠진 코너예요.")
        return {"undo": {"do": "programme_undo", "id": slot.id}}

    async def programme_undo(self, actor: Actor, place: Place, body: Body) -> Answer:
        slot = await self._console.programme.put_back(actor, place, identity(body))
        if slot is None:
            raise Gone("시간이 지나서 되돌릴 수 없어요. 다시 넣어 주세요.")
        return {}


def _written(slot: Slot) -> Answer:
    """As it was entered."""
    return {"name": slot.name, "kind": slot.kind, "cron": slot.cron, "minutes": slot.minutes}


def _undone(story: Story) -> Answer:
    return {"undo": {"do": "story_undo", "id": story.id}}


def _done(done: bool, otherwise: str, undo: str = "") -> Answer:
    if not done:
        raise Gone(otherwise)
    return {"undo": {"do": undo}} if undo else {}


GONE = "이미 처리했거나 지나간 후원이에요."
