"""The streamer's studio: its page where pages are served, its rights wherever managers act."""

import hmac
from collections.abc import Awaitable, Callable
from hashlib import sha256
from uuid import uuid4

from adapters.studio.adapter import Studio
from bots.roles.ground import Ground
from bots.roles.pages import Pages, given_by
from bots.roles.talk import Kept, Talk
from core.channels.audit import Audit
from core.channels.backstage import Backstage
from core.channels.console import Console
from core.channels.guilds import Place
from core.channels.invites import Invites
from core.errors import BadInput
from core.labels import Platform
from core.show.prompter import Prompter
from core.show.stage import Stage
from storage.audit import SqlAudit
from storage.invites import SqlInvites

# What whoever starts the program is called in the list of invitations.
STARTER = "이 컴퓨터"


def backstage(ground: Ground, heard: Talk, console: Console) -> tuple[Backstage, Invites]:
    """What managers may do beside the console; everything that they do anywhere is noted."""
    invites = Invites(SqlInvites(ground.database), ground.linking.guild_of, ground.clock)
    audit = Audit(SqlAudit(ground.database), heard.errands.put, lambda: uuid4().hex, ground.clock)
    console.note = heard.listener.note = audit.note
    found = Backstage(console, invites, audit, ground.clock)
    console.studio = found.own
    return found, invites


def studio(
    ground: Ground,
    kept: Kept,
    heard: Talk,
    shown: Pages,
    stage: Stage,
    found: tuple[Backstage, Invites],
) -> Studio:
    """The page of this process."""
    behind, invites = found
    narrator, overlay = shown.narrator, shown.overlay
    behind.prompter = Prompter(
        shown.voices.personas, ground.brain.words, ground.channels, ground.turns, ground.bus.replies,
        stage, overlay, shown.voices.of, ground.clock,
    )  # fmt: skip
    behind.give, behind.given = given_by(ground, kept, heard), kept.donations.stored
    page = Studio(
        behind, invites, ground.deck_keys, ground.keys.studio, ground.settings.studio_url,
        ground.clock,
    )  # fmt: skip
    page.reader.speaking = lambda place: narrator.now(place.platform, place.channel)
    page.reader.watched = lambda place: overlay.watched(place.platform, place.channel)
    return page


def opened(
    ground: Ground, console: Console, found: tuple[Backstage, Invites], url: str
) -> Callable[[], Awaitable[str]]:
    """Let links be made, which begin with `url` ("" where another process serves the page);
    makes the one that is printed at the start, the same at every start."""
    behind, invites = found
    site = (ground.settings.studio_url or url).rstrip("/")

    def link(token: str) -> str:
        if not site:
            raise BadInput(NOWHERE)
        return f"{site}/studio#{token}"

    def deck(platform: Platform, channel: str) -> str:
        if not site:
            raise BadInput(NOWHERE)
        return f"{site}/studio/deck/{ground.deck_keys.token(platform, channel)}"

    def fixed(number: int) -> str:
        about = f"start {number}".encode()
        return hmac.new(ground.keys.studio, about, sha256).hexdigest()[:32]

    async def first() -> str:
        return link(await invites.fixed(Place(Platform.ROOM, "room"), STARTER, fixed))

    behind.link = link
    console.addresses = {**console.addresses, "deck": deck}
    return first


# The page is another process's, and nobody said where that is.
NOWHERE = "스튜디오 주소를 알 수 없어요. 운영하는 분이 LOVELM_STUDIO_URL을 정해야 해요."
