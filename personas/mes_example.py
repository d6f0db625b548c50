"""Example dialogues as cards hold them: `<START>`, then lines of `{{user}}:` and `{{char}}:`."""

import re
from collections.abc import Sequence
from typing import Final

from core.persona import Example
from personas.macros import expanded

START: Final = "<START>"
# Of one card; characters of one side.
MOST: Final = 200
LONGEST: Final = 500
_START: Final = re.compile(r"<\s*start\s*>", re.IGNORECASE)
# What a persona does, not says: it would be read aloud.
_ACTION: Final = re.compile(r"\*[^*\n]{1,400}\*")


def pairs(text: str, called: str, name: str) -> list[tuple[str, str]]:
    """Each thing a viewer says and the answer to it, MOST at the most, of a card that calls its
    character `called`, as `name` would say it."""
    found = []
    for block in _START.split(text):
        asked = ""
        for viewer, said in _turns(block, called, name):
            if viewer:
                asked = said
            elif asked:
                found.append((asked, said))
                asked = ""
    return found[:MOST]


def _turns(block: str, called: str, name: str) -> list[tuple[bool, str]]:
    """Whether the viewer speaks, and what, in order; a line without a speaker goes on."""
    speaker = re.compile(
        rf"\s*(?:(?P<viewer>\{{\{{user\}}\}}|<user>|you|user)|\{{\{{char\}}\}}|<bot>|<char>|{_either(called, name)})\s*[:：]",
        re.IGNORECASE,
    )
    told: list[tuple[bool, list[str]]] = []
    for line in block.splitlines():
        if head := speaker.match(line):
            told.append((head["viewer"] is not None, [line[head.end() :]]))
        elif told:
            told[-1][1].append(line)
    turns = ((viewer, _spoken(" ".join(lines), name, viewer)) for viewer, lines in told)
    return [(viewer, said) for viewer, said in turns if said]


def _either(*names: str) -> str:
    return "|".join(re.escape(name) for name in names if name)


def _spoken(text: str, name: str, viewer: bool) -> str:
    said = expanded(text, name)
    return " ".join((said if viewer else _ACTION.sub(" ", said)).split())[:LONGEST].strip()


def written(examples: Sequence[Example]) -> str:
    """`examples` as a card's text."""
    return "\n".join(
        f"{START}\n{{{{user}}}}: {e.viewer}\n{{{{char}}}}: {e.reply}" for e in examples
    )
