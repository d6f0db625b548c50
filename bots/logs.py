"""Logs: a static message, values as fields, never chat text, names or tokens."""

import json
import logging
import sys

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class FieldFormatter(logging.Formatter):
    """One record, one line: time, level, where, message, then key=value."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {k: v for k, v in vars(record).items() if k not in _STANDARD}
        shown = "".join(f" {key}={json.dumps(value, default=str)}" for key, value in fields.items())
        line = f"{self.formatTime(record)} {record.levelname:7} {record.name}: {record.getMessage()}{shown}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


def set_up(verbose: bool) -> None:
    """Log to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FieldFormatter())
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, handlers=[handler], force=True
    )
    for noisy, level in (("alembic", "WARNING"), ("apscheduler", "WARNING"), ("twitchio", "ERROR")):
        logging.getLogger(noisy).setLevel(level)
