"""Discord on the stage: a channel with slash commands, buttons and what only one person sees."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from adapters.simulated import discord_shapes as shapes
from adapters.simulated.discord import EPHEMERAL, LONGEST, SimulatedDiscord
from adapters.simulated.discord_interactions import COMMAND
from adapters.simulated.discord_ledger import Asked, Said
from adapters.simulated.discord_people import Asker
from adapters.simulated.stage.scene import Person, Show, number
from core.errors import BadInput
from core.events import Viewer

Text = Annotated[str, Meta(max_length=LONGEST)]
Who = Literal["a", "b", "manager", "owner"]
Value = Annotated[str, Meta(max_length=6_000)] | int | float | bool
FIRST_SCRIPTED = 500_000_000_000_000_000
EVERYTHING = (1 << 50) - 1
KEPT = 500
CHAT_INPUT = 1


class Chat(Struct, tag_field="type", tag="chat"):
    who: Who
    text: Annotated[Text, Meta(min_length=1)]


class Slash(Struct, tag_field="type", tag="slash"):
    who: Who
    path: Annotated[list[str], Meta(min_length=1, max_length=3)]
    options: dict[str, Value]


class Press(Struct, tag_field="type", tag="press"):
    who: Who
    message: str
    custom_id: str


class Choose(Struct, tag_field="type", tag="choose"):
    who: Who
    message: str
    custom_id: str
    values: Annotated[list[str], Meta(max_length=25)]


class Submit(Struct, tag_field="type", tag="submit"):
    who: Who
    modal: str
    values: dict[str, Annotated[str, Meta(max_length=4_000)]]


Deed = Chat | Slash | Press | Choose | Submit
_decode = msgspec.json.Decoder(Deed).decode


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands on the page; `only` that user sees it, `used` led to it, and it is
    `by` that name."""

    id: str
    only: str = ""
    used: str = ""
    by: str = ""


class DiscordScene:
    """The first channel of one guild."""

    def __init__(self, discord: SimulatedDiscord, show: Show) -> None:
        self._discord = discord
        self._show = show
        self._people = PEOPLE | {"owner": Person(discord.owner, "방장", "서버 주인")}
        self._labels = {person.id: person.label for person in self._people.values()}
        # By message; and by interaction for answers that are still "thinking".
        self._places: OrderedDict[str, Place] = OrderedDict()
        self._waiting: OrderedDict[str, Place] = OrderedDict()
        # The interactions that were answered with a modal.
        self._modals: OrderedDict[str, Asked] = OrderedDict()
        discord.watchers.append(self._watch)

    @property
    def listening(self) -> bool:
        return self._discord.gateway.listening

    def told(self) -> dict[str, Any]:
        people, channels = self._people.values(), self._discord.channels.items()
        return {
            "people": {
                key: person.told() | {"permissions": str(PERMISSIONS.get(key, 0))}
                for key, person in self._people.items()
            },
            "commands": self._discord.commands,
            "members": [{"id": person.id, "name": person.name} for person in people],
            "channels": [{"id": id, "name": name} for id, name in channels],
            "roles": ROLES,
        }

    async def act(self, deed: Raw) -> None:
        what = _decode(deed)
        person, by = self._people[what.who], self._asker(what.who)
        match what:
            case Chat(who, text):
                member = shapes.member(MEMBER_ROLES.get(who, ()))
                await self._discord.chat(text, person.id, person.name, member=member)
            case Slash(_, path, options):
                data = self._command(path, options)
                await self._discord.interactions.ask(COMMAND, data, by)
            case Press(_, message, custom_id):
                await self._discord.press(self._said(message, by), custom_id, by)
            case Choose(_, message, custom_id, values):
                await self._discord.choose(self._said(message, by), custom_id, values, by)
            case Submit(_, modal, fields):
                asked = self._modals.get(modal)
                if asked is None or asked.about["member"]["user"]["id"] != by.id:
                    raise BadInput("너무 오래된 창이에요. 다시 열어 주세요.")
                await self._discord.submit(asked, fields, by)

    async def enter(self, viewer: Viewer, text: str, won: int | None) -> None:
        await self._discord.chat(text, str(FIRST_SCRIPTED + number(viewer)), viewer.name)

    def _command(self, path: list[str], options: dict[str, Value]) -> dict[str, Any]:
        """A registered command with what was filled in. Raises BadInput."""
        level, kinds = self._discord.commands, []
        for name in path:
            found = next((one for one in level if one["name"] == name), None)
            if found is None:
                raise BadInput("그런 명령어는 없어요.")
            level = found.get("options", [])
            kinds.append((name, found["type"]))
        types = {option["name"]: option["type"] for option in level}
        if not options.keys() <= types.keys():
            raise BadInput("그런 항목은 없어요.")
        given = [{"name": n, "type": types[n], "value": value} for n, value in options.items()]
        for name, kind in reversed(kinds[1:]):
            given = [{"name": name, "type": kind, "options": given}]
        return {"id": shapes.snowflake(), "name": path[0], "type": CHAT_INPUT, "options": given}

    def _asker(self, who: Who) -> Asker:
        person, channel = self._people[who], next(iter(self._discord.channels))
        allowed, roles = PERMISSIONS.get(who, 0), MEMBER_ROLES.get(who, ())
        return Asker(person.id, person.name, allowed, roles, channel=channel)

    def _said(self, place: str, by: Asker) -> Said:
        """The bot's message that stands there. Raises BadInput."""
        for said in reversed(self._discord.said):
            found = self._places.get(said.message["id"])
            if found is not None and found.id == place and found.only in ("", by.id):
                return said
        raise BadInput("너무 오래된 메시지예요. 새로 불러 주세요.")

    def _watch(self, what: str, data: dict[str, Any], asked: Asked | None) -> None:
        if what == "modal" and asked is not None:
            self._modals[asked.id] = asked
            _bound(self._modals)
            about = {"id": asked.id, "only": asked.about["member"]["user"]["id"], "modal": data}
            self._show({"type": "modal", "platform": "discord"} | about)
            return
        if what == "thinking" and asked is not None:
            place = self._waiting[asked.token] = _place(asked.id, asked.ephemeral, asked)
            _bound(self._waiting)
            shown: dict[str, Any] = {"name": BOT, "bot": True, "thinking": True}
        else:
            place = self._placed(data, asked)
            shown = self._message(data)
        about = {"id": place.id, "only": place.only, "used": place.used}
        self._show({"type": "message", "platform": "discord"} | shown | about)

    def _placed(self, message: dict[str, Any], asked: Asked | None) -> Place:
        """A new message comes where its interaction was thinking, or last."""
        id, user = message["id"], shapes.user_of(message["channel_id"])
        if id not in self._places:
            waiting = self._waiting.pop(asked.token, None) if asked else None
            hidden = bool(message["flags"] & EPHEMERAL)
            place = waiting or _place(id, hidden, asked)
            if user is not None:
                place = Place(id, user, "개인 메시지")
            self._places[id] = replace(place, by=message["author"]["global_name"])
            _bound(self._places)
        return self._places[id]

    def _message(self, message: dict[str, Any]) -> dict[str, Any]:
        author = message["author"]
        label = self._labels.get(author["id"], "")
        parent = (message.get("message_reference") or {}).get("message_id", "")
        return {
            "name": author["global_name"],
            "role": label if label in SHOWN_LABELS else "",
            "bot": author["bot"],
            "to": self._places.get(parent, NOWHERE).by,
            "text": message["content"],
            "embeds": message["embeds"],
            "components": message["components"],
        }


def _place(id: str, hidden: bool, asked: Asked | None) -> Place:
    if asked is None:
        return Place(id)
    user, command = asked.about["member"]["user"], asked.about["data"].get("name")
    used = f"{user['global_name']} 님이 /{command} 사용" if command else ""
    return Place(id, user["id"] if hidden else "", used)


def _bound(kept: OrderedDict[str, Any]) -> None:
    if len(kept) > KEPT:
        kept.popitem(last=False)


BOT = "러블름"
NOWHERE = Place("")
PEOPLE = {
    "a": Person("400000000000000001", "봄소풍", "회원 A"),
    "b": Person("400000000000000002", "겨울밤", "회원 B"),
    "manager": Person("400000000000000003", "든든한매니저", "매니저"),
}
MEMBER_ROLES = {"manager": (shapes.MANAGERS,)}
PERMISSIONS = {"manager": shapes.MANAGE_GUILD, "owner": EVERYTHING}
ROLES = [{"id": shapes.MANAGERS, "name": "매니저"}, {"id": shapes.HELPERS, "name": "도우미"}]
SHOWN_LABELS = frozenset({"매니저", "서버 주인"})
