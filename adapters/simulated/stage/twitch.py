"""Twitch on the stage: a chat, bits, subscriptions, raids, channel points."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import uuid4

import msgspec
from msgspec import Meta, Raw, Struct

from adapters.simulated.stage.scene import Person, Show, number
from adapters.simulated.twitch import LONGEST, SimulatedTwitch
from adapters.simulated.twitch_events import now
from core.events import Viewer

Text = Annotated[str, Meta(max_length=LONGEST)]
Who = Literal["a", "b", "manager", "streamer"]
WON_PER_BIT = 14
NAMES_KEPT = 500
TIER = "1000"


class Chat(Struct, tag_field="type", tag="chat"):
    who: Who
    text: Annotated[Text, Meta(min_length=1)]


class Cheer(Struct, tag_field="type", tag="cheer"):
    who: Who
    amount: Annotated[int, Meta(ge=1, le=100_000)]
    text: Text = ""


class Subscribe(Struct, tag_field="type", tag="subscribe"):
    who: Who
    months: Annotated[int, Meta(ge=1, le=1_200)]
    text: Text = ""


class Give(Struct, tag_field="type", tag="gift"):
    who: Who
    amount: Annotated[int, Meta(ge=1, le=100)]
    anonymous: bool = False


class Raid(Struct, tag_field="type", tag="raid"):
    who: Who
    amount: Annotated[int, Meta(ge=1, le=1_000_000)]


class Redeem(Struct, tag_field="type", tag="redeem"):
    who: Who
    reward: Annotated[str, Meta(min_length=1, max_length=45)]
    text: Text = ""


Deed = Chat | Cheer | Subscribe | Give | Raid | Redeem
_decode = msgspec.json.Decoder(Deed).decode


class TwitchScene:
    """The first channel, told everything as Twitch tells it."""

    def __init__(self, twitch: SimulatedTwitch, show: Show) -> None:
        self._twitch = twitch
        self._show = show
        self._lines = 0
        # Who wrote the newest messages, for the replies to them.
        self._names: OrderedDict[str, str] = OrderedDict()
        self._channel = next(iter(twitch.users.values()))
        self._people = PEOPLE | {"streamer": Person(self._channel, "스트리머", "스트리머")}
        twitch.watchers.append(self._watch)

    @property
    def listening(self) -> bool:
        return self._twitch.sockets.shard in self._twitch.sockets.open and any(
            row["type"] == "channel.chat.message" for row in self._twitch.subscriptions
        )

    def told(self) -> dict[str, Any]:
        return {"people": {key: person.told() for key, person in self._people.items()}}

    async def act(self, deed: Raw) -> None:
        what = _decode(deed)
        person = self._people[what.who]
        match what:
            case Chat(who, text):
                badges = [{"set_id": BADGES[who], "id": "1", "info": ""}] if who in BADGES else []
                await self._twitch.chat(text, person.id, person.name, badges=badges)
            case Cheer(_, amount, text):
                await self._twitch.cheer(amount, text, person.id, person.name)
            case Subscribe(_, months, text):
                await self._subscribe(person, months, text)
            case Give(_, amount, anonymous):
                await self._give(person, amount, anonymous)
            case Raid(_, amount):
                about = self._about(person, "from_broadcaster_user", "to_broadcaster_user")
                await self._twitch.notify("channel.raid", about | {"viewers": amount})
            case Redeem(_, reward, text):
                await self._redeem(person, reward, text)

    async def enter(self, viewer: Viewer, text: str, won: int | None) -> None:
        id = str(number(viewer))
        if won is None:
            await self._twitch.chat(text, id, viewer.name)
        else:
            await self._twitch.cheer(max(1, won // WON_PER_BIT), text, id, viewer.name)

    async def _subscribe(self, person: Person, months: int, text: str) -> None:
        about = self._about(person) | {"tier": TIER}
        if months == 1:
            await self._twitch.notify("channel.subscribe", about | {"is_gift": False})
            return
        again = {"cumulative_months": months, "duration_months": 1, "streak_months": None}
        words = {"message": {"text": text, "emotes": []}}
        await self._twitch.notify("channel.subscription.message", about | again | words)

    async def _give(self, person: Person, amount: int, anonymous: bool) -> None:
        """One event for the gift, and one for each of those who get it."""
        giver = self._about(person)
        if anonymous:
            giver |= {"user_id": None, "user_login": None, "user_name": None}
        gift = {"total": amount, "tier": TIER, "is_anonymous": anonymous}
        await self._twitch.notify("channel.subscription.gift", giver | gift)
        for lucky in range(amount):
            about = self._about(Person(f"{5_000 + lucky}", f"행운아{lucky + 1}", ""))
            await self._twitch.notify("channel.subscribe", about | {"tier": TIER, "is_gift": True})

    async def _redeem(self, person: Person, reward: str, text: str) -> None:
        about = {
            "id": str(uuid4()),
            "user_input": text,
            "status": "unfulfilled",
            "redeemed_at": now(),
            "reward": {"id": str(uuid4()), "title": reward, "cost": 1_000, "prompt": ""},
        }
        kind = "channel.channel_points_custom_reward_redemption.add"
        await self._twitch.notify(kind, self._about(person) | about)

    def _about(
        self, person: Person, who: str = "user", where: str = "broadcaster_user"
    ) -> dict[str, Any]:
        """Who did something in which channel, under the names an event has for them."""
        return {
            f"{who}_id": person.id,
            f"{who}_login": f"user{person.id}",
            f"{who}_name": person.name,
            f"{where}_id": self._channel,
            f"{where}_login": "streamer",
            f"{where}_name": "스트리머",
        }

    def _watch(self, kind: str, event: dict[str, Any]) -> None:
        line = READERS[kind](event) if kind in READERS else None
        if line is None:
            return
        if kind == "channel.chat.message":
            self._remember(event["message_id"], line["name"])
            line["bot"] = event["chatter_user_id"] == self._twitch.bot_id
            if line["bot"]:
                line["to"] = self._names.get(self._twitch.said[-1].reply_to or "", "")
        self._lines += 1
        self._show({"type": "line", "platform": "twitch", "id": f"{self._lines}"} | line)

    def _remember(self, message: str, name: str) -> None:
        self._names[message] = name
        if len(self._names) > NAMES_KEPT:
            self._names.popitem(last=False)


def _chat(event: dict[str, Any]) -> dict[str, Any]:
    cheer = event["cheer"]
    return {
        "name": event["chatter_user_name"],
        "role": next((LABELS[b["set_id"]] for b in event["badges"] if b["set_id"] in LABELS), ""),
        "note": f"{cheer['bits']:,}비트 응원" if cheer else "",
        "text": "".join(
            part["text"] for part in event["message"]["fragments"] if part["type"] != "cheermote"
        ).strip(),
    }


def _subscribe(event: dict[str, Any]) -> dict[str, Any] | None:
    """A gift's subscriptions are shown with the gift."""
    return None if event["is_gift"] else _line(event, "구독 시작")


def _resubscribe(event: dict[str, Any]) -> dict[str, Any]:
    note = f"{event['cumulative_months']}개월째 구독"
    return _line(event, note, event["message"]["text"])


def _gift(event: dict[str, Any]) -> dict[str, Any]:
    return _line(event, f"구독권 {event['total']}장 선물")


def _raid(event: dict[str, Any]) -> dict[str, Any]:
    name = event["from_broadcaster_user_name"]
    return {"name": name, "role": "", "note": f"{event['viewers']:,}명과 레이드", "text": ""}


def _redemption(event: dict[str, Any]) -> dict[str, Any]:
    return _line(event, f"포인트 보상 · {event['reward']['title']}", event["user_input"])


def _line(event: dict[str, Any], note: str, text: str = "") -> dict[str, Any]:
    return {"name": event["user_name"] or "익명", "role": "", "note": note, "text": text}


PEOPLE = {
    "a": Person("4301", "봄소풍", "시청자 A"),
    "b": Person("4302", "겨울밤", "시청자 B"),
    "manager": Person("4303", "든든한매니저", "매니저"),
}
BADGES = {"manager": "moderator", "streamer": "broadcaster"}
LABELS = {"moderator": "매니저", "broadcaster": "스트리머"}
READERS: dict[str, Callable[[dict[str, Any]], dict[str, Any] | None]] = {
    "channel.chat.message": _chat,
    "channel.subscribe": _subscribe,
    "channel.subscription.message": _resubscribe,
    "channel.subscription.gift": _gift,
    "channel.raid": _raid,
    "channel.channel_points_custom_reward_redemption.add": _redemption,
}
