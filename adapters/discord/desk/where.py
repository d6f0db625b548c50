"""Which channel or stream a panel is about."""

from collections.abc import Awaitable, Callable

from discord.utils import escape_markdown

from adapters.discord.desk import parts
from adapters.discord.desk.marks import Mark, mark, read
from adapters.discord.desk.office import Office, Visit
from core.channels.guilds import Place
from core.errors import BadInput
from core.labels import Platform

Panel = Callable[[Office, Visit, Place], Awaitable[parts.Payload]]
Open = Callable[[Office, Visit], Awaitable[parts.Payload]]
Act = Callable[[Office, Visit, Mark], Awaitable[parts.Payload]]


def ways(panel: Panel) -> tuple[Open, Act, Act]:
    """The ways to a panel about a place: its command, the menu of places, and once more."""

    async def show(office: Office, visit: Visit) -> parts.Payload:
        return await panel(office, visit, first(office, visit))

    async def at(office: Office, visit: Visit, about: Mark) -> parts.Payload:
        return await panel(office, visit, chosen(visit))

    async def again(office: Office, visit: Visit, about: Mark) -> parts.Payload:
        return await panel(office, visit, about.place)

    return show, at, again


def first(office: Office, visit: Visit) -> Place:
    """What a panel opens with: a linked stream, or else the channel it was called in."""
    return office.console.places(visit.actor, visit.here)[0]


def menu(office: Office, visit: Visit, action: str, place: Place) -> list[parts.Payload]:
    """A menu of the guild's places where there are several; `action` shows the chosen one."""
    places = office.console.places(visit.actor, visit.here)
    if len(places) < 2:
        return []
    choices = [
        parts.Choice(mark("at", one), plain(one), chosen=_same(one, place)) for one in places
    ]
    return [parts.menu(mark(action, visit.here), "어디를 볼까요?", choices)]


def chosen(visit: Visit) -> Place:
    """What was chosen in that menu. Whether it is the guild's is for the console to say.

    Raises BadInput.
    """
    found = read(visit.choice, visit.here)
    if found is None:
        raise BadInput("그런 곳은 없어요.")
    return found.place


def title(office: Office, place: Place) -> str:
    """A place as a heading names it."""
    name = place.name or office.console.name_of(place.platform, place.channel)
    return escape_markdown(plain(Place(place.platform, place.channel, name)))


def plain(place: Place) -> str:
    """A place by platform and name, as a menu shows it."""
    if place.platform is Platform.DISCORD:
        return f"디스코드 #{place.name}" if place.name else "이 채널"
    return f"{NAMES[place.platform]} {place.name}".strip()


def _same(one: Place, other: Place) -> bool:
    return (one.platform, one.channel) == (other.platform, other.channel)


NAMES = {
    Platform.TWITCH: "트위치",
    Platform.CHZZK: "치지직",
    Platform.DISCORD: "디스코드",
    Platform.ROOM: "러블름 방",
}
