"""Chzzk on the stage: a chat, cheese with words, subscriptions."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from adapters.simulated.chzzk import KINDS, LONGEST, SimulatedChzzk
from adapters.simulated.stage.scene import Person, Show, number
from core.events import Viewer

LATELY = 5
Text = Annotated[str, Meta(max_length=LONGEST)]
Who = Literal["a", "b", "manager", "streamer"]


class Chat(Struct, tag_field="type", tag="chat"):
    who: Who
    text: Annotated[Text, Meta(min_length=1)]


class Donate(Struct, tag_field="type", tag="donate"):
    who: Who
    amount: Annotated[int, Meta(ge=1, le=10_000_000)]
    text: Text = ""
    anonymous: bool = False


class Subscribe(Struct, tag_field="type", tag="subscribe"):
    who: Who
    months: Annotated[int, Meta(ge=1, le=1_200)]


Deed = Chat | Donate | Subscribe
_decode = msgspec.json.Decoder(Deed).decode


class ChzzkScene:
    """One streamer's channel."""

    def __init__(self, chzzk: SimulatedChzzk, show: Show) -> None:
        self._chzzk = chzzk
        self._show = show
        self._lines = 0
        self._people = PEOPLE | {"streamer": Person(chzzk.channel, chzzk.name, "스트리머")}
        chzzk.sessions.watchers.append(self._watch)

    @property
    def listening(self) -> bool:
        return any(len(s.kinds) == len(KINDS) for s in self._chzzk.sessions.live.values())

    def told(self) -> dict[str, Any]:
        return {"people": {key: person.told() for key, person in self._people.items()}}

    async def act(self, deed: Raw) -> None:
        match _decode(deed):
            case Chat(who, text):
                person = self._people[who]
                role = ROLES.get(who, "common_user")
                profile = {"nickname": person.name, "badges": [], "userRoleCode": role}
                await self._chzzk.chat(text, person.id, person.name, profile=profile)
            case Donate(who, amount, text, anonymous):
                person = self._people[who]
                donor = None if anonymous else person.id
                await self._chzzk.donate(amount, text, donor, person.name)
            case Subscribe(who, months):
                person = self._people[who]
                await self._chzzk.subscribe(months, person.id, person.name)

    async def enter(self, viewer: Viewer, text: str, won: int | None) -> None:
        id = f"{number(viewer):032x}"
        if won is None:
            await self._chzzk.chat(text, id, viewer.name)
        else:
            await self._chzzk.donate(won, text, id, viewer.name)

    def _watch(self, name: str, payload: dict[str, Any]) -> None:
        line = READERS[name](payload)
        if name == "CHAT":
            own = payload["senderChannelId"] == self._chzzk.channel
            line["bot"] = own and line["text"] in self._chzzk.said[-LATELY:]
        self._lines += 1
        self._show({"type": "line", "platform": "chzzk", "id": f"{self._lines}"} | line)


def _chat(payload: dict[str, Any]) -> dict[str, Any]:
    profile = payload["profile"]
    role = LABELS.get(profile["userRoleCode"], "")
    return {"name": profile["nickname"], "role": role, "text": payload["content"]}


def _donation(payload: dict[str, Any]) -> dict[str, Any]:
    name = payload["donatorNickname"] or "익명의 후원자"
    note = f"{int(payload['payAmount']):,}치즈 후원"
    return {"name": name, "role": "", "note": note, "text": payload["donationText"]}


def _subscription(payload: dict[str, Any]) -> dict[str, Any]:
    note = f"{payload['month']}개월 구독"
    return {"name": payload["subscriberNickname"], "role": "", "note": note, "text": ""}


PEOPLE = {
    "a": Person("a" * 32, "봄소풍", "시청자 A"),
    "b": Person("b" * 32, "겨울밤", "시청자 B"),
    "manager": Person("e" * 32, "든든한매니저", "매니저"),
}
ROLES = {"manager": "streaming_chat_manager", "streamer": "streamer"}
LABELS = {"streaming_chat_manager": "매니저", "streamer": "스트리머"}
READERS = {"CHAT": _chat, "DONATION": _donation, "SUBSCRIPTION": _subscription}
