"""What every back end is asked: each question as the pipeline itself would put it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bots.brain import build_brain
from core.comparison.answer import Case
from core.comparison.questions import Question
from core.errors import BadInput
from core.events import Viewer
from core.labels import Platform
from core.persona import Persona
from core.pipeline.brief import Brief, Draft
from core.ports import Classifier
from core.prompts.prompt import Prompt, prompt
from core.turns import Reason, Turn

# A name that viewers bear, and not in any line of the banks.
NAME = "두부"


@dataclass(frozen=True, slots=True)
class Asked:
    case: Case
    question: Question
    brief: Brief
    prompt: Prompt


class _Catch:
    """A responder that keeps what it is asked and says nothing."""

    name = "nobody"

    def __init__(self) -> None:
        self.brief: Brief | None = None

    async def respond(self, brief: Brief) -> Draft:
        self.brief = brief
        return Draft("…", "…", "", self.name)


async def cases(
    questions: Sequence[Question], runs: int, seed: int, bot_name: str, classifier: Classifier
) -> list[Asked]:
    """Every question `runs` times, by run. Each is a dialogue of its own, so that no answer
    depends on another; personas take turns where none is asked for.

    Raises BadInput for a question that no model would see.
    """
    catch = _Catch()
    brain = build_brain(bot_name, catch, seed, classifier=classifier)
    personas = list(brain.personas)
    found = []
    for run in range(runs):
        for number, question in enumerate(questions):
            if brain.triager.triage(question.text).crisis:
                raise BadInput(f"question {number + 1}: fixed words answer it, no model does")
            slug = question.persona or personas[(number + run) % len(personas)]
            catch.brief = None
            await brain.answer(_turn(question.text, f"bench:{run}:{number}", slug))
            brief = _caught(catch)
            if brief is None or brief.keys[0].startswith("refuse."):
                raise BadInput(f"question {number + 1}: the pipeline answers it without a model")
            found.append(Asked((number, run, slug), question, brief, prompt(brief)))
    return found


def people(found: Sequence[Asked]) -> dict[str, Persona]:
    """The personas that were asked, by slug."""
    return {asked.case[2]: asked.brief.persona for asked in found}


def _caught(catch: _Catch) -> Brief | None:
    return catch.brief


def _turn(text: str, id: str, persona: str) -> Turn:
    return Turn(
        id=id,
        platform=Platform.ROOM,
        channel=id,
        viewer=Viewer(id, NAME),
        text=text,
        event_ids=(id,),
        reason=Reason.MENTION,
        score=1.0,
        at=0.0,
        persona=persona,
    )
