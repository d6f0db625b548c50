"""Chzzk's documented payloads, and what the adapter makes of one."""

import json
from pathlib import Path
from typing import Any

from adapters.chzzk.echoes import Echoes
from adapters.chzzk.frames import socket_event
from adapters.chzzk.parse import Parser
from core.events import Event

PAYLOADS = Path(__file__).parents[1] / "payloads" / "chzzk"
NOW = 1_000_000.0
CHANNEL = "c" * 32


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / f"chzzk_{name}.json").read_text("utf-8"))


def parse(
    kind: str, event: dict[str, Any], parser: Parser | None = None, now: float = NOW
) -> Event | None:
    packet = "42" + json.dumps([kind, json.dumps(event)])
    received = socket_event(packet)
    return (parser or Parser(Echoes())).parse(received.name, received.data, now)
