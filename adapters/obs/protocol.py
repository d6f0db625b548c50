"""OBS's websocket protocol, version 5: what is said and heard.

https://github.com/obsproject/obs-websocket/blob/master/docs/generated/protocol.md
"""

import base64
import hashlib
from enum import IntEnum
from typing import Any, Final

import msgspec
from msgspec import Raw, Struct

SUBPROTOCOL: Final = "obswebsocket.json"
RPC: Final = 1
WRONG_PASSWORD: Final = 4009
# Kinds of events: settings as a whole, inputs, media that plays, and levels every 50 ms.
CONFIG, INPUTS, MEDIA, METERS = 1 << 1, 1 << 3, 1 << 8, 1 << 16


class Op(IntEnum):
    HELLO = 0
    IDENTIFY = 1
    IDENTIFIED = 2
    EVENT = 5
    REQUEST = 6
    RESPONSE = 7


class Frame(Struct):
    op: int
    d: Raw


class Challenge(Struct):
    challenge: str
    salt: str


class Hello(Struct, rename="camel"):
    rpc_version: int
    authentication: Challenge | None = None


class Event(Struct, rename="camel"):
    event_type: str
    event_data: Raw = Raw(b"{}")


class Status(Struct):
    result: bool
    code: int = 0


class Response(Struct, rename="camel"):
    request_id: str
    request_status: Status
    response_data: Raw = Raw(b"{}")


class Level(Struct, rename="camel"):
    """By audio channel: magnitude, peak, and peak before the fader; a muted input's first two
    are 0, and what is no number is null."""

    input_name: str
    input_levels_mul: tuple[tuple[float | None, ...], ...] = ()

    @property
    def peak(self) -> float:
        """What viewers hear of it at its loudest, of 1."""
        peaks = (channel[1] or 0.0 for channel in self.input_levels_mul if len(channel) > 1)
        return max(peaks, default=0.0)


class Meters(Struct):
    """One that has just gone is null."""

    inputs: tuple[Level | None, ...]


class Input(Struct, rename="camel"):
    input_name: str
    unversioned_input_kind: str = ""


class Inputs(Struct):
    inputs: tuple[Input, ...]


class Media(Struct, rename="camel"):
    input_name: str


def answer(password: str, to: Challenge) -> str:
    """What proves that one knows the password."""
    secret = base64.b64encode(hashlib.sha256((password + to.salt).encode()).digest())
    proof = hashlib.sha256(secret + to.challenge.encode()).digest()
    return base64.b64encode(proof).decode()


def frame(op: Op, **data: Any) -> str:
    return msgspec.json.encode({"op": int(op), "d": data}).decode()


def request(kind: str) -> str:
    """Its answer comes under the id `kind`."""
    return frame(Op.REQUEST, requestType=kind, requestId=kind)
