"""A believable Twitch chat as raw EventSub frames, in the documented full shape."""

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

CHAT = Path(__file__).parent / "data" / "chat.yaml"
SEED = 20_24
VIEWERS = 700
CHANNEL, BOT = "1337", "9001"
# Reactions and banter 70 %, talk 20 %, worries and questions 10 %.
MIX = {"reaction": 0.50, "banter": 0.20, "talk": 0.20, "worry": 0.10}
STRETCHED = "ㅋㅎㅠㅜㄷ"
BADGES: tuple[list[dict[str, str]], ...] = (
    [],
    [{"set_id": "subscriber", "id": "3", "info": "5"}],
    [{"set_id": "subscriber", "id": "12", "info": "14"}, {"set_id": "premium", "id": "1", "info": ""}],
    [{"set_id": "vip", "id": "1", "info": ""}, {"set_id": "subscriber", "id": "6", "info": "8"}],
    [{"set_id": "moderator", "id": "1", "info": ""}],
    [{"set_id": "no_audio", "id": "1", "info": ""}],
)  # fmt: skip
BADGE_WEIGHTS = (50, 22, 12, 6, 2, 8)
EMOTES = {"Kappa", "LUL", "KEKW", "PogChamp", "ResidentSleeper", "HeyGuys"}


@dataclass(frozen=True, slots=True)
class Line:
    """One chat line: `kind` is its section in the data file."""

    kind: str
    text: str
    frame: dict[str, Any]


class Chat:
    """The lines of one stream, the same for every run."""

    def __init__(self, count: int, seed: int = SEED) -> None:
        """`count` frames, each distinct in sender, time and mostly text."""
        self._random = random.Random(seed)
        self._said: dict[str, list[str]] = yaml.safe_load(CHAT.read_text("utf-8"))
        self._said = {kind: str(lines).splitlines() for kind, lines in self._said.items()}
        self._names = " ".join(self._said["name"]).split()
        kinds = self._random.choices(list(MIX), list(MIX.values()), k=count)
        self.lines = [self._line(kind, number) for number, kind in enumerate(kinds)]

    def commands(self, texts: tuple[str, ...], count: int) -> list[Line]:
        """Frames that type `texts` in turn."""
        return [self._framed("command", texts[n % len(texts)], n) for n in range(count)]

    def raw(self, lines: list[Line]) -> list[bytes]:
        """The frames as bytes, with ids that were never used before."""
        return [self.encoded(line) for line in lines]

    def encoded(self, line: Line) -> bytes:
        """The frame as bytes, with ids of its own."""
        frame = line.frame
        frame["metadata"]["message_id"] = self._uuid()
        frame["payload"]["event"]["message_id"] = self._uuid()
        return json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode()

    def _line(self, kind: str, number: int) -> Line:
        text = self._random.choice(self._said[kind])
        if kind == "reaction" and text[-1] in STRETCHED:
            text += text[-1] * self._random.randrange(12)
        name, n = self._random.choice(self._names), self._random.randint(2, 9)
        return self._framed(kind, text.format(name=name, n=n), number)

    def _framed(self, kind: str, text: str, number: int) -> Line:
        # A few people write most of what is said.
        who = int(VIEWERS * self._random.random() ** 2)
        name = self._names[who % len(self._names)] + (str(who) if who >= len(self._names) else "")
        at = datetime(2025, 11, 1, 20, tzinfo=UTC) + timedelta(seconds=number * 0.05)
        event = EVENT | {
            "chatter_user_id": str(48_000_000 + who * 7919),
            "chatter_user_login": f"viewer_{who}",
            "chatter_user_name": name,
            "message": {"text": text, "fragments": list(_fragments(text))},
            "color": f"#{self._random.randrange(1 << 24):06X}",
            "badges": self._random.choices(BADGES, BADGE_WEIGHTS)[0],
            "reply": REPLY if kind == "banter" and self._random.random() < 0.15 else None,
        }
        metadata = METADATA | {"message_timestamp": f"{at:%Y-%m-%dT%H:%M:%S.%f}123Z"}
        return Line(
            kind, text, {"metadata": metadata, "payload": {"subscription": SUBSCRIPTION, "event": event}}
        )  # fmt: skip

    def _uuid(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))


def _fragments(text: str) -> Any:
    plain = {"type": "text", "cheermote": None, "emote": None, "mention": None}
    for part in text.split(" ") if EMOTES & set(text.split()) or text[0] == "@" else [text]:
        if part in EMOTES:
            emote = {"id": "25", "emote_set_id": "0", "owner_id": "0", "format": ["static"]}
            yield plain | {"type": "emote", "text": part, "emote": emote}
        elif part[0] == "@":
            user = {"user_id": "4242", "user_login": "viewer", "user_name": part[1:]}
            yield plain | {"type": "mention", "text": part, "mention": user}
        else:
            yield plain | {"text": part}


# https://dev.twitch.tv/docs/eventsub/eventsub-subscription-types/#channelchatmessage
METADATA = {
    "message_id": "",
    "message_type": "notification",
    "message_timestamp": "",
    "subscription_type": "channel.chat.message",
    "subscription_version": "1",
}
SUBSCRIPTION = {
    "id": "0b7f3361-672b-4d39-b307-dd5b576c9b27",
    "status": "enabled",
    "type": "channel.chat.message",
    "version": "1",
    "condition": {"broadcaster_user_id": CHANNEL, "user_id": BOT},
    "transport": {
        "method": "websocket",
        "session_id": "AgoQHR3s6Mb4T8GFB1l3DlPfiRIGY2VsbC1h",
    },
    "created_at": "2025-11-01T10:11:12.634234626Z",
    "cost": 0,
}
EVENT: dict[str, Any] = {
    "broadcaster_user_id": CHANNEL,
    "broadcaster_user_login": "streamer",
    "broadcaster_user_name": "스트리머",
    "source_broadcaster_user_id": None,
    "source_broadcaster_user_login": None,
    "source_broadcaster_user_name": None,
    "chatter_user_id": "",
    "chatter_user_login": "",
    "chatter_user_name": "",
    "message_id": "",
    "source_message_id": None,
    "is_source_only": None,
    "message": {},
    "color": "",
    "badges": [],
    "source_badges": None,
    "message_type": "text",
    "cheer": None,
    "reply": None,
    "channel_points_custom_reward_id": None,
    "channel_points_animation_id": None,
}
REPLY = {
    "parent_message_id": "734a033d-02e9-47c2-ab01-62d86b8346f4",
    "parent_message_body": "그거 어제도 나왔어요",
    "parent_user_id": "4242",
    "parent_user_name": "시청자",
    "parent_user_login": "viewer",
    "thread_message_id": "734a033d-02e9-47c2-ab01-62d86b8346f4",
    "thread_user_id": "4242",
    "thread_user_name": "시청자",
    "thread_user_login": "viewer",
}
