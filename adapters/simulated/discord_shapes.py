"""What a local Discord's objects and answers look like."""

import itertools
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from aiohttp import web

if TYPE_CHECKING:
    from adapters.simulated.discord_people import Asker

APPLICATION = "100000000000000001"
GUILD = "200000000000000001"
BOT = "100000000000000001"
BOT_ROLE = "210000000000000001"
MANAGERS = "210000000000000002"
# A role that may nothing by itself.
HELPERS = "210000000000000003"
MANAGE_GUILD = 1 << 5
ADMINISTRATOR = 1 << 3
# View and send, embed links, read the history, write in threads.
SEEN_BY_ALL = (1 << 10) | (1 << 11) | (1 << 14) | (1 << 16) | (1 << 38)
TEXT_CHANNEL, DIRECT, THREAD = 0, 1, 11
_EPOCH = 1_420_070_400_000
_number = itertools.count(1)


def snowflake() -> str:
    """A new id; later ones are greater."""
    return str(((int(time.time() * 1000) - _EPOCH) << 22) + next(_number) % (1 << 22))


def user(id: str, name: str, bot: bool = False) -> dict[str, Any]:
    """A user, by display name."""
    return {
        "id": id, "username": f"user{id[-4:]}", "discriminator": "0", "avatar": None,
        "global_name": name, "public_flags": 0, "bot": bot,
    }  # fmt: skip


def member(roles: tuple[str, ...] = ()) -> dict[str, Any]:
    """What a guild knows about a user."""
    return {
        "roles": list(roles), "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False,
        "mute": False, "nick": None, "flags": 0,
    }  # fmt: skip


def message(channel: str, author: dict[str, Any], text: str) -> dict[str, Any]:
    """A message in the guild."""
    return {
        "id": snowflake(), "channel_id": channel, "author": author, "content": text,
        "timestamp": datetime.now(UTC).isoformat(), "edited_timestamp": None, "tts": False,
        "mention_everyone": False, "mentions": [], "mention_roles": [], "attachments": [],
        "embeds": [], "pinned": False, "type": 0, "flags": 0, "components": [],
        "guild_id": GUILD, "member": member(),
    }  # fmt: skip


def interaction(
    kind: int, asker: "Asker", channel: str, app_permissions: int, data: dict[str, Any]
) -> dict[str, Any]:
    """A slash command (`kind` 2), a pressed button or chosen option (3), a sent modal (5)."""
    about = {
        "id": snowflake(), "application_id": APPLICATION, "type": kind, "token": uuid4().hex,
        "version": 1, "channel_id": channel, "channel": _channel(asker, channel), "locale": asker.locale,
        "app_permissions": str(app_permissions), "entitlements": [],
        "authorizing_integration_owners": {"0": asker.guild or GUILD},
        "context": 0 if asker.guild else 1, "attachment_size_limit": 10_485_760, "data": data,
    }  # fmt: skip
    who = user(asker.id, asker.name)
    if asker.guild is None:
        return about | {"user": who}
    known = member(asker.roles) | {"user": who, "permissions": str(asker.permissions)}
    return about | {
        "guild_id": asker.guild, "guild": {"id": asker.guild, "locale": "ko", "features": []},
        "guild_locale": "ko", "member": known,
    }  # fmt: skip


def _channel(asker: "Asker", id: str) -> dict[str, Any]:
    if asker.guild is None:
        return {"id": id, "type": DIRECT, "last_message_id": None}
    about = {"id": id, "name": "고민", "guild_id": asker.guild, "permissions": "0"}
    if not asker.parent:
        return about | {"type": TEXT_CHANNEL}
    return about | {"type": THREAD, "parent_id": asker.parent, "name": "이어서"} | _THREAD


def thread(id: str, parent: str, name: str = "이어서", guild: str = GUILD) -> dict[str, Any]:
    """A thread under a channel, as GUILD_CREATE and THREAD_CREATE tell it."""
    about = {"id": id, "type": THREAD, "name": name, "guild_id": guild, "parent_id": parent}
    return about | _THREAD


def direct(user: str) -> str:
    """The id of the channel of private messages with a user."""
    return f"9{user}"


def user_of(channel: str) -> str | None:
    """Whose private messages a channel holds."""
    return channel[1:] if len(channel) > len(GUILD) and channel[0] == "9" else None


def role(id: str, name: str, permissions: int, **fields: Any) -> dict[str, Any]:
    """A guild's role."""
    return {
        "id": id, "name": name, "permissions": str(permissions), "position": 1, "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False, "managed": False, "mentionable": False, "flags": 0,
    } | fields  # fmt: skip


def guild(owner: str, channels: dict[str, str], id: str = GUILD) -> dict[str, Any]:
    """A guild as GUILD_CREATE tells it, with a role for managers and one for the bot."""
    return {
        "id": id, "name": "방송국", "owner_id": owner, "unavailable": False, "member_count": 3,
        "roles": [
            role(id, "@everyone", SEEN_BY_ALL, position=0),
            role(MANAGERS, "매니저", MANAGE_GUILD),
            role(HELPERS, "도우미", 0),
            role(BOT_ROLE, "러블름", 0, managed=True, tags={"bot_id": BOT}),
        ],
        "channels": [
            {"id": channel, "type": 0, "name": name, "position": 0, "permission_overwrites": []}
            for channel, name in channels.items()
        ],
        "members": [member((BOT_ROLE,)) | {"user": ME}], "threads": [], "emojis": [],
        "features": [], "presences": [], "voice_states": [],
    }  # fmt: skip


def ready(guilds: list[dict[str, Any]]) -> dict[str, Any]:
    """READY's data, without its session."""
    return {
        "user": ME,
        "guilds": [{"id": guild["id"], "unavailable": True} for guild in guilds],
        "application": {"id": APPLICATION, "flags": 1 << 18},
    }


def application(owner: str) -> dict[str, Any]:
    """The application of the bot."""
    return {
        "id": APPLICATION, "name": "LoveLM", "description": "", "icon": None, "bot_public": True,
        "bot_require_code_grant": False, "owner": user(owner, "방장"), "verify_key": "0" * 64,
        "flags": 1 << 18, "team": None,
    }  # fmt: skip


def command(given: dict[str, Any]) -> dict[str, Any]:
    """A registered command: what was put, and what Discord adds to it."""
    added = {"id": snowflake(), "application_id": APPLICATION, "version": snowflake(), "nsfw": False,
             "default_member_permissions": None, "dm_permission": True}  # fmt: skip
    return added | given


def reply(value: Any, headers: dict[str, str] | None = None, status: int = 200) -> web.Response:
    """JSON with no charset in its type: discord.py takes any other for text."""
    body = web.json_response(value).body
    return web.Response(
        body=body, status=status, headers={"Content-Type": "application/json"} | (headers or {})
    )


def refuse(status: int, code: int, message: str) -> web.Response:
    """An error as Discord words it."""
    return reply({"message": message, "code": code}, status=status)


def limited(retry_after: float, via: bool = True) -> web.Response:
    """429; without `Via` it comes from in front of Discord, and discord.py does not retry it."""
    headers = {"Retry-After": f"{retry_after:g}"} | ({"Via": "1.1 google"} if via else {})
    body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": False}
    return reply(body, headers, 429)


ME = user(BOT, "러블름", bot=True)
_THREAD = {
    "owner_id": BOT, "message_count": 0, "member_count": 1, "rate_limit_per_user": 0,
    "last_message_id": None, "flags": 0,
    "thread_metadata": {
        "archived": False, "auto_archive_duration": 1440, "locked": False,
        "archive_timestamp": "2026-01-01T00:00:00+00:00",
    },
}  # fmt: skip
