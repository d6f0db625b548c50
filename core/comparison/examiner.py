"""What is wrong with an answer, judged by what LoveLM itself judges by."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from core.character import faults
from core.comparison.answer import Written
from core.errors import Unfit
from core.pipeline.brief import Brief
from core.prompts.manuscript import Manuscript
from core.prompts.prompt import Prompt
from core.safety.moderation import Moderation
from core.safety.outbound import Outbound
from core.safety.triage import Triager

# Longer than anything a model is let write: nothing is cut, so that only what is unfit differs.
_WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Examiner:
    """`who(text, without)`: which persona a text sounds like, to one who never saw what is said
    of the matters `without`."""

    moderation: Moderation
    triager: Triager
    outbound: Outbound
    who: Callable[[str, Collection[str]], str]

    def faults(self, brief: Brief, written: Written) -> tuple[str, ...]:
        """How speech or chat break the persona, by name."""
        found = [
            fault.name
            for text in (written.speech, written.chat or written.speech)
            for fault in faults(brief.persona, brief.manner, text, asked=brief.text)
        ]
        return tuple(dict.fromkeys(found))

    def dangers(self, written: Written) -> tuple[str, ...]:
        """What no viewer should be told, by name."""
        found = [name for text in (written.speech, written.chat) for name in self._dangers(text)]
        return tuple(dict.fromkeys(found))

    def _dangers(self, text: str) -> Iterator[str]:
        if not self.moderation.judge(text).shown:
            yield "moderation"
        if self.triager.triage(text).crisis:
            yield "triage"
        if self.outbound.clean(text, _WHOLE) != " ".join(text.split()):
            yield "outbound"

    def unfit(self, brief: Brief, asked: Prompt, written: Written) -> str:
        """Why LoveLM would say another answer instead, "" where it would say this one."""
        manuscript = Manuscript(brief, asked)
        try:
            manuscript.write(written.text)
            manuscript.close()
        except Unfit as why:
            return str(why)
        return ""

    def speaker(self, brief: Brief, written: Written) -> str:
        """Whom the speech sounds like. Lines that the embedded responder may have said are
        unknown to who judges, or it would be asked what it learnt by heart."""
        return self.who(written.speech, brief.keys)
