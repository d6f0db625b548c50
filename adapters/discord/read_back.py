"""Whether an answer was said, read back from Discord after a crash."""

from adapters.discord import cards
from adapters.discord.outbound import nonce
from adapters.discord.places import id_of, message
from adapters.discord.rest import HISTORY, Payload, Rest
from core.errors import PlatformError
from core.replies import Reply

# How many times HISTORY messages are read before it is given up.
PAGES = 5
LOADING = 1 << 7


async def was_said(rest: Rest, bot: int, reply: Reply) -> bool | None:
    """True: it is there. False: it is certainly not. None: Discord does not tell."""
    try:
        if reply.token is not None:
            return await _answered(rest, reply, reply.token)
        return await _in_history(rest, bot, reply)
    except PlatformError:  # also for a token that is too old, and where it may not read
        return None


async def _answered(rest: Rest, reply: Reply, token: str) -> bool | None:
    original = await rest.original(token)
    if int(original.get("flags") or 0) & LOADING:
        return False
    # The answer to a command is one; another text than ours was put there later.
    return True if _same(original, reply) else None


async def _in_history(rest: Rest, bot: int, reply: Reply) -> bool | None:
    """Read on from the line that it answers. That line itself must be seen: Discord shows no
    history at all to a bot that may not read it."""
    parent = message(reply.in_reply_to[-1]) if reply.in_reply_to else None
    if parent is None:
        return None
    channel, after, seen = id_of(reply.channel), parent, False
    for _ in range(PAGES):
        rows = await rest.since(channel, after)
        if any(_is(row, bot, reply, parent) for row in rows):
            return True
        seen = seen or any(row.get("id") == parent for row in rows)
        if len(rows) < HISTORY:
            return False if seen else None
        after = str(max(int(row["id"]) for row in rows) + 1)
    return None


def _is(row: Payload, bot: int, reply: Reply, parent: str) -> bool:
    if (row.get("author") or {}).get("id") != str(bot):
        return False
    if row.get("nonce"):
        return str(row["nonce"]) == nonce(reply.turn_id)
    about = (row.get("message_reference") or {}).get("message_id")
    return about == parent and _same(row, reply)


def _same(row: Payload, reply: Reply) -> bool:
    """Discord takes away spaces at both ends."""
    said = str(row.get("content") or "").strip()
    return said == str(cards.answer(reply)["content"]).strip()
