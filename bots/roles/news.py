"""What the processes of an installation tell one another, so that each knows what counts now."""

from collections.abc import Callable, Collection
from itertools import chain

from bots.roles.ground import Ground
from bots.roles.talk import Kept, Talk
from bots.settings import Role
from core.channels.console import Console
from core.errors import BadInput
from core.labels import Platform
from core.safety.aftercare import FOLLOW_UP_FOR, Disclosed
from core.safety.alarms import Alarm
from core.stories.story import WEB
from core.viewers.forgetting import PATIENCE

SETTINGS, PEOPLE, LINKS, CHOICES = "settings", "people", "links", "choices"
DISCLOSED, CALM, CASES, GUILDS = "disclosed", "calm", "cases", "guilds"
FORGET, DROP, FILMS, ALARMED = "forget", "drop", "films", "alarmed"
# More answers than there are processes: all that come in time.
MANY = 10_000
# Whoever is asked to forget waits for answers of its own first.
FORGET_WITHIN = PATIENCE + 5.0


def share(ground: Ground) -> None:
    """Settings, who is who, and who needs care, in every role."""
    newsroom, known, channels = ground.bus.newsroom, ground.known, ground.channels
    people, viewers, linking = known.people, known.viewers, ground.linking

    async def reload(about: tuple[Platform, str]) -> None:
        await channels.reload(*about)

    async def again() -> None:
        for read in (people.reload, linking.reload, channels.reload_all, viewers.reload_all):
            await read()

    channels.edited = lambda *about: newsroom.tell(SETTINGS, about)
    people.changed = lambda: newsroom.tell(PEOPLE)
    linking.changed = lambda: newsroom.tell(LINKS)
    viewers.changed = lambda accounts: newsroom.tell(CHOICES, list(accounts))
    newsroom.on(SETTINGS, tuple[Platform, str], reload)
    newsroom.on(PEOPLE, None, lambda _: people.reload())
    newsroom.on(LINKS, None, lambda _: linking.reload())
    newsroom.on(CHOICES, list[str], viewers.reload)
    newsroom.on(CALM, str, ground.brain.aftercare.calm)
    newsroom.missed.append(again)


def mind(ground: Ground, silence: Callable[[str], object] = lambda _: None) -> None:
    """Whoever disclosed a crisis anywhere is cared for here too, however late that comes to be
    known; `silence(viewer id)` ends what is being spoken of theirs."""
    newsroom, aftercare = ground.bus.newsroom, ground.brain.aftercare

    def note(told: Disclosed) -> None:
        aftercare.note(told)
        for account in ground.known.people.accounts(told.person):
            silence(account)

    async def cases(_: None) -> list[Disclosed]:
        return aftercare.cases(ground.clock())

    async def catch_up() -> None:
        known: list[list[Disclosed]] = await newsroom.gather(CASES, None, list[Disclosed], MANY)
        for told in chain.from_iterable(known):
            note(told)

    newsroom.on(DISCLOSED, Disclosed, note)
    newsroom.answer(CASES, None, cases)
    newsroom.missed.append(catch_up)


async def recall(ground: Ground) -> None:
    """Whoever was cared for when all processes ended still is."""
    for told in await ground.known.care.since(ground.clock() - FOLLOW_UP_FOR):
        ground.brain.aftercare.note(told)


def care(ground: Ground, talk: Talk) -> None:
    """Who disclosed a crisis here is cared for everywhere, until a manager says it was none; their
    channel is calm, whichever process heard of it in a form or a panel."""
    newsroom, people, aftercare = ground.bus.newsroom, ground.known.people, ground.brain.aftercare

    def heed(person: str) -> None:
        """The next alarm about them is told at once."""
        for account in people.accounts(person):
            talk.alarms.forget(account)

    def disclosed(told: Disclosed) -> None:
        newsroom.tell(DISCLOSED, told)
        ground.known.care_log.keep(told)

    def released(person: str) -> None:
        heed(person)
        newsroom.tell(CALM, person)
        ground.known.care_log.drop(person)

    def calm(person: str) -> None:
        heed(person)
        aftercare.calm(person)

    def alarmed(alarm: Alarm) -> None:
        """What another process heard of a channel of this one."""
        channel = ground.channels.of(alarm.platform, alarm.channel)
        if talk.corners.ours(channel.home):
            channel.alarmed(alarm)
            if not alarm.viewer.id.startswith(WEB):  # else anybody could keep them quiet
                talk.corners.disclosed(alarm.platform, alarm.channel)

    talk.alarms.told = lambda alarm: newsroom.tell(ALARMED, alarm)
    newsroom.on(ALARMED, Alarm, alarmed)
    aftercare.disclosed = disclosed
    aftercare.released = released
    newsroom.on(CALM, str, calm)


def manage(ground: Ground, console: Console) -> None:
    """What guilds decided, for whichever process is their desk next."""
    newsroom = ground.bus.newsroom
    console.decided = lambda guild: newsroom.tell(GUILDS, guild)
    newsroom.on(GUILDS, str, lambda _: console.reload_guilds())
    newsroom.missed.append(console.reload_guilds)


def forget(ground: Ground, kept: Kept) -> None:
    """Whoever is forgotten here is forgotten everywhere."""
    newsroom, forgetting = ground.bus.newsroom, kept.privacy.forgetting

    async def here(accounts: list[str]) -> bool:
        try:
            await forgetting.here(accounts)
        except BadInput:
            return False
        return True

    async def all_of(kind: str, accounts: Collection[str], *roles: Role) -> bool:
        others = ground.presence.count(*roles)
        told: list[bool] = await newsroom.gather(kind, list(accounts), bool, others, FORGET_WITHIN)
        return len(told) == others and all(told)

    async def elsewhere(accounts: Collection[str]) -> bool:
        if not newsroom.connected:  # who is there is not known
            return False
        # What is being answered is over before engines forget what they remember of it.
        over = await all_of(FORGET, accounts, Role.CHAT, Role.WEB)
        return over and await all_of(DROP, accounts, Role.CHAT, Role.WEB, Role.ENGINE)

    forgetting.elsewhere = elsewhere
    newsroom.answer(FORGET, list[str], here)
    drop(ground, *forgetting.live)


def drop(ground: Ground, *live: Callable[[Collection[str]], object]) -> None:
    """What is kept in memory only goes when another process says so."""

    async def dropped(accounts: list[str]) -> bool:
        for forget in live:
            forget(accounts)
        return True

    ground.bus.newsroom.answer(DROP, list[str], dropped)
