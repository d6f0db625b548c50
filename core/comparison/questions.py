"""The worries that every back end is asked."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from core.errors import BadInput, ConfigError

DEFAULT: Final = Path(__file__).parent / "data" / "questions.jsonl"
# Intervals over fewer questions than this would promise what they cannot hold.
FEWEST: Final = 5
_FIELDS: Final = {"text", "persona", "reference"}


@dataclass(frozen=True, slots=True)
class Question:
    """`persona` is a slug, "" where they take turns; `reference` a good answer, "" for none."""

    text: str
    persona: str = ""
    reference: str = ""


def read(path: Path, personas: Collection[str]) -> tuple[Question, ...]:
    """The questions of a JSON-lines file `{"text", "persona"?, "reference"?}`.

    Raises ConfigError naming the line that cannot be used.
    """
    try:
        rows = path.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        why = f"{path} cannot be read ({type(error).__name__})"
        raise ConfigError("--questions", why, "name a file of JSON lines") from error
    found = []
    for number, row in enumerate(rows, 1):
        if row.strip():
            try:
                found.append(_question(row, personas))
            except (ValueError, BadInput) as error:
                raise ConfigError("--questions", f"{path}:{number}: {error}", FIX) from error
    if len(found) < FEWEST:
        why = f"{path} holds {len(found)} questions, {FEWEST} are the fewest"
        raise ConfigError("--questions", why, "add more")
    if len({bool(question.reference) for question in found}) > 1:
        raise ConfigError("--questions", "only some have a reference", "give all or none one")
    return tuple(found)


def fingerprint(questions: Sequence[Question]) -> str:
    """SHA-256 of what was asked, in its order: equal for equal sets only."""
    rows = [json.dumps(asdict(question), ensure_ascii=False) for question in questions]
    return hashlib.sha256("\n".join(rows).encode("utf-8", "surrogatepass")).hexdigest()


def _question(row: str, personas: Collection[str]) -> Question:
    value = json.loads(row)
    if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values()):
        raise BadInput("an object of strings is needed")
    if unknown := value.keys() - _FIELDS:
        raise BadInput(f"unknown field {sorted(unknown)[0]}")
    question = Question(**value) if "text" in value else Question("")
    if not question.text.strip():
        raise BadInput("text is missing")
    if question.persona and question.persona not in personas:
        raise BadInput(f"no persona {question.persona!r}; there are {', '.join(personas)}")
    return question


FIX: Final = 'write {"text": …, "persona"?: SLUG, "reference"?: …} a line'
