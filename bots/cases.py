"""What every back end is asked: each question as the pipeline itself would put it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bots.brain import build_brain
from core.comparison.answer import Case
from core.comparison.questions import FEWEST, Question
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


@dataclass(frozen=True, slots=True)
class Cases:
    """`left_out`: numbers, from 1, of questions that no model would see."""

    found: list[Asked]
    left_out: list[int]


async def cases(
    questions: Sequence[Question], runs: int, seed: int, bot_name: str, classifier: Classifier
) -> Cases:
    """Every question `runs` times, by run. Each is a dialogue of its own, so that no answer
    depends on another; personas take turns where none is asked for.

    Questions that fixed words or the pipeline alone would answer are left out. Raises BadInput
    when fewer than FEWEST are left.
    """
    catch = _Catch()
    brain = build_brain(bot_name, catch, seed, classifier=classifier)
    personas = list(brain.personas)
    found: list[Asked] = []
    left_out: set[int] = set()
    for run in range(runs):
        for number, question in enumerate(questions):
            slug = question.persona or personas[(number + run) % len(personas)]
            catch.brief = None
            if not brain.triager.triage(question.text).crisis:
                await brain.answer(_turn(question.text, f"bench:{run}:{number}", slug))
            brief = _caught(catch)
            if brief is None or brief.keys[0].startswith("refuse."):
                left_out.add(number)
            else:
                found.append(Asked((number, run, slug), question, brief, prompt(brief)))
    if len(questions) - len(left_out) < FEWEST:
        raise BadInput(
            f"of {len(questions)} questions {len(left_out)} are answered without a model"
        )
    found = [asked for asked in found if asked.case[0] not in left_out]
    return Cases(found, [number + 1 for number in sorted(left_out)])


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
