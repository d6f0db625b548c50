"""A donation that somebody tells of: another service, or a manager by hand."""

import re
from hashlib import sha256

from core.events import Donation, Viewer
from core.labels import Platform

LONGEST_NAME, LONGEST_MESSAGE = 50, 500
MOST_WON = 1_000_000_000

_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def told(
    source: str,
    platform: Platform,
    channel: str,
    key: str,
    name: str,
    won: int,
    message: str,
    at: float,
) -> Donation:
    """The donation; of the same `source` and `key` it is the same one. `name` is `visible`, or ""
    for a donor who stays anonymous; a donor of the same name is the same viewer there."""
    where = f"{platform}/{channel}"
    viewer = Viewer(f"hook:{_hash(where, name)}", name) if name else ANONYMOUS
    return Donation(
        id=f"{source}:{_hash(where, key)}",
        platform=platform,
        channel=channel,
        viewer=viewer,
        at=at,
        text=visible(message, LONGEST_MESSAGE),
        amount=won,
        shown=f"{won:,}원",
    )


def visible(text: str, longest: int) -> str:
    """`text` without control and direction characters, on one line, cut to `longest`."""
    return " ".join(_UNSEEN.sub(" ", text).split())[:longest]


def _hash(*parts: str) -> str:
    return sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


ANONYMOUS = Viewer("hook:anonymous", "익명")
