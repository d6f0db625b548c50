"""Lines of a persona's bank, filled."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.korean import fill, slots
from core.pipeline.brief import Brief


@dataclass(frozen=True, slots=True)
class Said:
    """A line that can be said; `source` is what stands in the bank."""

    chat: str
    speech: str
    source: str


def bank_line(key: str, brief: Brief, **more: str) -> Said:
    """A line under `key` in the viewer's manner, slots filled with those of `brief` and `more`,
    one not said lately where there is one."""
    values: Mapping[str, str] = {**brief.slots, **more}
    lines = [line for line in brief.bank.find(key) if slots(line.chat) <= values.keys()]
    fresh = [line for line in lines if line.chat not in brief.said] or lines
    line = fresh[brief.seed % len(fresh)]
    return Said(fill(line.chat, values), fill(line.speech, values), line.chat)
