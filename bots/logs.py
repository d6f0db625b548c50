"""Logs: one line a record, a static message, values as fields; never chat text, names or tokens.

Ids become pseudonyms by a key of this installation: the same one is the same everywhere in its
logs, and nobody without the key can tell whose it is. What other libraries say is cut to what
their programmers wrote, since the rest may be anything.
"""

import hashlib
import json
import logging
import re
import secrets
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from bots.secret_file import kept_secret
from bots.settings import Settings, data_folder
from core.correlation import REQUEST, TURN

_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
OURS: Final = ("adapters", "bots", "core", "personas", "scheduler", "storage", "__main__")
# Fields that are ids as a whole.
IDS: Final = {"turn", "gift", "guild", "viewer", "channel"}
# What looks like an id inside other fields: numbers and hexadecimal of some length.
_ID: Final = re.compile(r"\d{5,}|[0-9A-Fa-f]{8,}(?:-[0-9A-Fa-f]{4,})*")
MOST: Final = 300
FRAMES: Final = 8
_HERE: Final = Path(__file__).parents[1]

Form = Literal["text", "json"]
Fields = dict[str, Any]


class Records:
    """Makes of each record what may be written."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def fields(self, record: logging.LogRecord) -> Fields:
        """Its values: time, level, where, event, then its own."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        known: Fields = {"time": at, "level": record.levelname.lower(), "where": record.name}
        known["event"] = _event(record)
        about = {"request": REQUEST.get(), "turn": self.pseudonym(TURN.get())}
        known |= {name: value for name, value in about.items() if value}
        for name, value in vars(record).items():
            if name not in _STANDARD:
                known[name] = self._shown(name, value)
        return known | dict(_failure(record))

    def _shown(self, name: str, value: object) -> object:
        if value is None:
            return None
        text = str(value)
        if name in IDS:
            return self.pseudonym(text)
        if isinstance(value, bool | int | float):
            return value
        return _ID.sub(lambda found: self.pseudonym(found[0]), text)[:MOST]

    def pseudonym(self, id: str) -> str:
        """What stands for `id` in this installation's logs; "" for none."""
        if not id:
            return ""
        return hashlib.blake2b(
            id.encode("utf-8", "replace"), key=self._key, digest_size=6
        ).hexdigest()


def _event(record: logging.LogRecord) -> str:
    """The message; of other libraries no more than what is constant in it."""
    if record.name.partition(".")[0] in OURS:
        return record.getMessage()
    written = str(record.msg).partition("\n")[0]
    if record.args:
        return written
    # asyncio shows what a callback was called with, in brackets; of others nobody knows.
    if record.name != "asyncio":
        return "…"
    callback = "Exception in callback"
    return callback if written.startswith(callback) else written.partition("(")[0].strip()


def _failure(record: logging.LogRecord) -> Iterator[tuple[str, object]]:
    """What was raised, and where; its message may hold anything and is left out."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        yield "error", " < ".join(_kinds(error))
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        yield "at", [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    elif record.name.partition(".")[0] not in OURS:
        yield "at", [f"{_short(record.pathname)}:{record.lineno} {record.funcName}"]


def _kinds(error: BaseException | None) -> Iterator[str]:
    """Its class, and those of what caused it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        number = f" [{error.errno}]" if isinstance(error, OSError) and error.errno else ""
        yield f"{type(error).__name__}{number}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _short(path: str) -> str:
    """A source file's path within its package."""
    file = Path(path)
    if file.is_relative_to(_HERE) and "site-packages" not in file.parts:
        return str(file.relative_to(_HERE))
    return "/".join(file.parts[-2:])


class JsonFormatter(logging.Formatter):
    """One JSON object a record."""

    def __init__(self, records: Records) -> None:
        super().__init__()
        self._records = records

    def format(self, record: logging.LogRecord) -> str:
        return _json(self._records.fields(record))


class TextFormatter(JsonFormatter):
    """For people: time, level, where, message, then key=value."""

    def format(self, record: logging.LogRecord) -> str:
        fields = self._records.fields(record)
        time, level, where, event = (
            fields.pop(name) for name in ("time", "level", "where", "event")
        )
        shown = "".join(f" {name}={_json(value)}" for name, value in fields.items())
        return f"{time} {level:8} {where}: {_json(event)[1:-1]}{shown}"


def _json(value: object) -> str:
    # What JSON leaves as it is may still end a line, or steer a terminal.
    text = json.dumps(value, ensure_ascii=False, default=str)
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


_CONTROL: Final = re.compile(r"[\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def set_up(verbose: bool, form: Form = "text", key: bytes = b"") -> None:
    """Log to standard error; without a `key` pseudonyms last as long as this process."""
    # What cannot be formatted would be shown raw, with what it was about.
    logging.raiseExceptions = False
    records = Records(key or secrets.token_bytes(16))
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMS[form](records))
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, handlers=[handler], force=True
    )
    for noisy, level in (("alembic", "WARNING"), ("apscheduler", "WARNING"), ("twitchio", "ERROR")):
        logging.getLogger(noisy).setLevel(level)


def set_up_as(settings: Settings, verbose: bool) -> None:
    """Log as `settings` say, with this installation's key. Raises ConfigError."""
    set_up(verbose, settings.log, kept_secret(data_folder(settings) / "log.key"))


FORMS: Final = {"text": TextFormatter, "json": JsonFormatter}
