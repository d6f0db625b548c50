"""What a local Discord's objects and answers look like."""

import itertools
import time
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from aiohttp import web

APPLICATION = "100000000000000001"
GUILD = "200000000000000001"
BOT = "100000000000000001"
BOT_ROLE = "210000000000000001"
MANAGERS = "210000000000000002"
MANAGE_GUILD = 1 << 5
SEEN_BY_ALL = (1 << 10) | (1 << 11) | (1 << 16)
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
    kind: int, channel: str, asker: str, permissions: int, data: dict[str, Any]
) -> dict[str, Any]:
    """A slash command (`kind` 2) or a pressed button (3) in the guild."""
    where = {"id": channel, "type": 0, "name": "고민", "guild_id": GUILD, "permissions": "0"}
    return {
        "id": snowflake(), "application_id": APPLICATION, "type": kind, "token": uuid4().hex,
        "version": 1, "guild_id": GUILD, "channel_id": channel, "channel": where,
        "guild": {"id": GUILD, "locale": "ko", "features": []}, "locale": "ko",
        "guild_locale": "ko", "app_permissions": "0", "entitlements": [],
        "authorizing_integration_owners": {"0": GUILD}, "context": 0,
        "attachment_size_limit": 10_485_760, "data": data,
        "member": member() | {"user": user(asker, "시청자"), "permissions": str(permissions)},
    }  # fmt: skip


def role(id: str, name: str, permissions: int, **fields: Any) -> dict[str, Any]:
    """A guild's role."""
    return {
        "id": id, "name": name, "permissions": str(permissions), "position": 1, "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False, "managed": False, "mentionable": False, "flags": 0,
    } | fields  # fmt: skip


def guild(owner: str, channels: dict[str, str]) -> dict[str, Any]:
    """The guild as GUILD_CREATE tells it, with a role for managers and one for the bot."""
    return {
        "id": GUILD, "name": "방송국", "owner_id": owner, "unavailable": False, "member_count": 3,
        "roles": [
            role(GUILD, "@everyone", SEEN_BY_ALL, position=0),
            role(MANAGERS, "매니저", MANAGE_GUILD),
            role(BOT_ROLE, "러블름", 0, managed=True, tags={"bot_id": BOT}),
        ],
        "channels": [
            {"id": id, "type": 0, "name": name, "position": 0, "permission_overwrites": []}
            for id, name in channels.items()
        ],
        "members": [member((BOT_ROLE,)) | {"user": ME}], "threads": [], "emojis": [],
        "features": [], "presences": [], "voice_states": [],
    }  # fmt: skip


def ready(guild_id: str) -> dict[str, Any]:
    """READY's data, without its session."""
    return {
        "user": ME,
        "guilds": [{"id": guild_id, "unavailable": True}],
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
