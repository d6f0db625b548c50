"""Personal invitations to a channel's studio: makes one and prints its link, lists them, ends one."""

import argparse
import asyncio
import time
from datetime import datetime

from bots import settings
from bots.database import open_ours
from bots.settings import Settings, data_folder
from core.channels.guilds import Place
from core.channels.invites import Invite, Invites
from core.channels.settings import Level
from core.errors import BadInput
from core.korea import KOREA
from core.labels import Platform
from storage.invites import SqlInvites
from storage.links import SqlLinks


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--channel", default="room:room", metavar="PLATFORM:ID", type=_place,
        help="twitch:1234, chzzk:… or discord:… (default: the room)",
    )  # fmt: skip
    parser.add_argument("--name", default="", help="whom it is for; makes an invitation")
    parser.add_argument("--level", choices=LEVELS, default="manager", help="what they may do")
    parser.add_argument("--list", action="store_true", help="who is invited to that channel")
    parser.add_argument("--revoke", metavar="ID", help="end one, within a second")


def _place(text: str) -> Place:
    platform, _, channel = text.partition(":")
    if platform not in list(Platform) or not channel:
        raise argparse.ArgumentTypeError(f"{text!r} is not platform:id, as twitch:1234 is")
    return Place(Platform(platform), channel)


def main(chosen: argparse.Namespace) -> int:
    for line in asyncio.run(_told(settings.load(), chosen)):
        print(line)
    return 0


async def _told(ours: Settings, chosen: argparse.Namespace) -> list[str]:
    place: Place = chosen.channel
    async with open_ours(ours, data_folder(ours)) as database:
        links = {
            (link.place.platform, link.place.channel): link.guild
            for link in await SqlLinks(database).all()
        }
        invites = Invites(SqlInvites(database), lambda *of: links.get(of), time.time)
        if chosen.revoke:
            if not await invites.revoke(place, [chosen.revoke]):
                raise BadInput(f"no invitation {chosen.revoke} holds for that channel; see --list")
            return [f"revoked {chosen.revoke}"]
        if chosen.list:
            return [_line(one, invites.holds(one)) for one in await invites.of(place)]
        invite, token = await invites.make(
            place, chosen.name or chosen.level, LEVELS[chosen.level], by="operator"
        )
    return [
        f"studio   {_site(ours)}/studio#{token}  (secret; for one person, and shown only now)",
        f"id       {invite.id}  (lovelm studio --revoke {invite.id} ends it)",
    ]


def _site(ours: Settings) -> str:
    host = "127.0.0.1" if ours.bind in ("0.0.0.0", "::") else ours.bind  # noqa: S104 - compared
    return ours.studio_url.rstrip("/") or f"http://{host}:{ours.port}"


def _line(one: Invite, holds: bool) -> str:
    seen = f"seen {_at(one.seen_at)}" if one.seen_at else "never seen"
    state = seen if holds else "over"
    return f"{one.id}  {one.level.name.lower():8}  {one.name}  made {_at(one.made_at)}  {state}"


def _at(at: float) -> str:
    return f"{datetime.fromtimestamp(at, KOREA):%Y-%m-%d %H:%M}"


LEVELS = {"manager": Level.MANAGER, "streamer": Level.STREAMER}
