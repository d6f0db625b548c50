"""What a local Chzzk writes: envelopes, events, payloads."""

import json
import time
from typing import Any

from aiohttp import web

Shape = dict[str, Any]


def answer(content: Shape | None) -> web.Response:
    return web.json_response({"code": 200, "message": None, "content": content})


def refuse(status: int, message: str) -> web.Response:
    return web.json_response({"code": status, "message": message}, status=status)


def event(name: str, payload: Shape) -> str:
    """A Socket.IO event as Chzzk writes it: JSON inside JSON."""
    return "42" + json.dumps([name, json.dumps(payload, ensure_ascii=False)], ensure_ascii=False)


def chat(channel: str, text: str, user: str, name: str) -> Shape:
    role = "streamer" if user == channel else "common_user"
    profile = {"nickname": name, "badges": [], "verifiedMark": False, "userRoleCode": role}
    return {
        "channelId": channel,
        "senderChannelId": user,
        "chatChannelId": "N1abcd",
        "profile": profile,
        "content": text,
        "emojis": {},
        "messageTime": time.time_ns() // 1_000_000,
        "eventSentAt": f"{time.time_ns()}",
    }


def donation(channel: str, won: int, text: str, user: str | None, name: str) -> Shape:
    return {
        "donationType": "CHAT",
        "channelId": channel,
        "donatorChannelId": user,
        "donatorNickname": name if user else None,
        "payAmount": str(won),
        "donationText": text,
        "emojis": {},
    }


def subscription(channel: str, months: int, user: str, name: str) -> Shape:
    return {
        "channelId": channel,
        "subscriberChannelId": user,
        "subscriberNickname": name,
        "tierNo": 1,
        "tierName": "티어",
        "month": months,
    }
