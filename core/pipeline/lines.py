"""Lines of a persona's bank, filled."""

from collections.abc import Mapping

from core.bank import Line
from core.korean import fill, slots
from core.persona import Persona
from core.pipeline.brief import Brief


def bank_line(persona: Persona, key: str, brief: Brief, more: Mapping[str, str] = {}) -> Line:
    """A line under `key`, slots filled from `brief` and `more`, one not said lately where there
    is one; its source is the unfilled one."""
    values = {**brief.slots, **more}
    lines = [line for line in persona.bank.find(key) if slots(line.chat) <= values.keys()]
    fresh = [line for line in lines if line.chat not in brief.said] or lines
    line = fresh[brief.seed % len(fresh)]
    return Line(fill(line.chat, values), fill(line.speech, values))
