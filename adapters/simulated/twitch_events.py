"""EventSub's frames and events in Twitch's documented shapes, with invented values."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4


def chat_event(channel: str, message_id: str, text: str, user: str, name: str) -> dict[str, Any]:
    """The event of channel.chat.message."""
    return {
        "broadcaster_user_id": channel,
        "broadcaster_user_login": "streamer",
        "broadcaster_user_name": "스트리머",
        "source_broadcaster_user_id": None,
        "chatter_user_id": user,
        "chatter_user_login": f"user{user}",
        "chatter_user_name": name,
        "message_id": message_id,
        "message": {"text": text, "fragments": [{"type": "text", "text": text}]},
        "color": "",
        "badges": [],
        "message_type": "text",
        "cheer": None,
        "reply": None,
        "channel_points_custom_reward_id": None,
    }


def cheer_event(channel: str, text: str, user: str, name: str, bits: int) -> dict[str, Any]:
    """The event of channel.cheer."""
    return {
        "is_anonymous": False,
        "user_id": user,
        "user_login": f"user{user}",
        "user_name": name,
        "broadcaster_user_id": channel,
        "message": text,
        "bits": bits,
    }


def cheer_message(text: str, bits: int) -> dict[str, Any]:
    """A message that begins with a cheermote."""
    cheermote = {"prefix": "cheer", "bits": bits, "tier": 1}
    fragments = [{"type": "cheermote", "text": f"Cheer{bits}", "cheermote": cheermote}]
    words = [{"type": "text", "text": f" {text}"}] if text else []
    return {"text": f"Cheer{bits} {text}".strip(), "fragments": fragments + words}


def bits_event(channel: str, text: str, user: str, name: str, bits: int) -> dict[str, Any]:
    """The event of channel.bits.use for a cheer; `text` without its cheermote."""
    return {
        "user_id": user,
        "user_login": f"user{user}",
        "user_name": name,
        "broadcaster_user_id": channel,
        "bits": bits,
        "type": "cheer",
        "power_up": None,
        "message": cheer_message(text, bits),
    }


def frame(kind: str, payload: dict[str, Any], subscription: str | None = None) -> dict[str, Any]:
    """A whole frame; `subscription` is the type that a notification is of."""
    metadata = {"message_id": str(uuid4()), "message_type": kind, "message_timestamp": now()}
    if subscription:
        metadata |= {"subscription_type": subscription, "subscription_version": "1"}
    return {"metadata": metadata, "payload": payload}


def now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
