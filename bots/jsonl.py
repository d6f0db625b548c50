"""JSON lines in, JSON lines out: one answer a line, whatever the line holds."""

import json
import logging
import math
import sys
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec

from core.errors import LoveError

log = logging.getLogger(__name__)

T = TypeVar("T")

Answer = dict[str, Any] | None


def parse(line: str, kind: type[T]) -> tuple[Any, T | None, str]:
    """(id, request, error) of one line; the request is None where there is an error."""
    try:
        value = _whole(json.loads(line, parse_constant=_refuse))
    except (ValueError, RecursionError) as error:
        return None, None, f"not JSON: {type(error).__name__}"
    if not isinstance(value, dict):
        return None, None, "not a JSON object"
    id = value.get("id")
    if not isinstance(id, str | int | float) or (isinstance(id, float) and not math.isfinite(id)):
        return None, None, "id: a string or a number is needed"
    try:
        return id, msgspec.convert(value, kind), ""
    except (msgspec.ValidationError, RecursionError) as error:
        return id, None, str(error)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _whole(value: Any) -> Any:
    """`value` with unpaired surrogates, which no text can hold, replaced."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(item) for key, item in value.items()}
    return value


def write(answer: dict[str, Any]) -> None:
    """One line out, at once."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, allow_nan=False, default=str) + "\n")
    sys.stdout.flush()


async def serve(kind: type[T], answer: Callable[[Any, T], Awaitable[Answer]]) -> int:
    """Answer each line of standard input with `answer(id, request)`; 0 at its end.

    What `answer` raises becomes that line's error; the rest goes on.
    """
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for line in sys.stdin:
        id, request, error = parse(line, kind)
        if request is None:
            write({"id": id, "error": error})
            continue
        try:
            said = await answer(id, request)
        except LoveError as refused:
            said = {"id": id, "error": str(refused)}
        except Exception as error:  # one line's fault must not cost the lines after it
            log.exception("line not answered")
            said = {"id": id, "error": f"internal: {type(error).__name__}"}
        if said is not None:
            write(said)
    return 0
