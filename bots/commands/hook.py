"""Where other services send a channel's donations: the address, and how to call it."""

import argparse
import asyncio

from bots import settings
from bots.database import open_ours
from bots.page_keys import page_keys
from bots.settings import Settings, data_folder
from core.channels.keys import ChannelKeys
from core.channels.settings import ChannelSettings
from core.errors import BadInput
from core.labels import Platform
from storage.settings import SqlSettings


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--channel",
        default="room:room",
        metavar="PLATFORM:ID",
        help="twitch:1234, chzzk:… or discord:… (default: the room)",
    )


def main(chosen: argparse.Namespace) -> int:
    platform, _, channel = chosen.channel.partition(":")
    if platform not in list(Platform) or not channel:
        raise BadInput(f"--channel {chosen.channel}: write platform:id, for example twitch:1234")
    ours = settings.load()
    renewed = asyncio.run(_renewed(ours, Platform(platform), channel))
    keys = ChannelKeys(page_keys(ours, data_folder(ours)).hook, lambda *_: renewed)
    host = "127.0.0.1" if ours.bind in ("0.0.0.0", "::") else ours.bind  # noqa: S104 - compared
    site = ours.public_url.rstrip("/") or f"http://{host}:{ours.port}"
    token = keys.token(Platform(platform), channel)
    print(f"""address  {site}/hooks/donation
token    {token}  (secret; whoever has it can announce donations in this channel)

curl {site}/hooks/donation \\
  -H 'Authorization: Bearer {token}' \\
  -H 'Idempotency-Key: donation-0001' \\
  -H 'Content-Type: application/json' \\
  -d '{{"donor": "여름귤", "amount": 5000, "message": "응원해요"}}'""")
    return 0


async def _renewed(ours: Settings, platform: Platform, channel: str) -> int:
    """How often the channel's token was renewed."""
    async with open_ours(ours, data_folder(ours)) as database:
        saved = await SqlSettings(database).channels()
    return saved.get((platform, channel), ChannelSettings()).hook_renewed
