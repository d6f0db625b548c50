"""A persona as a character card: what cards have fields for in those, the rest as an extension."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel

from core.korean import slots
from core.persona import Manner, Persona, Register
from personas import mes_example
from personas.cards import CARD, CardData, kept
from personas.loader import load, who_is
from personas.schema import ExampleFile

EXTENSION: Final = "lovelm"
GREETINGS: Final = 4


class Extension(BaseModel):
    """`extensions.lovelm`. A persona's lines are not in it: what is said unasked, refusals above
    all, is never taken from a stranger's file."""

    version: Literal[1] = 1
    # `persona.yaml` without slug and name, which an import gives anew.
    persona: dict[str, Any]
    examples: list[ExampleFile]


def exported(folder: Path) -> CardData:
    """The card of the persona in `folder`. Raises ConfigError when it cannot be read."""
    persona = load(folder)
    card = kept(folder / CARD) if persona.card else composed(persona)
    person = who_is(folder).model_dump(mode="json", by_alias=True, exclude={"slug", "name"})
    examples = [
        ExampleFile(viewer=e.viewer, reply=e.reply, situation=e.situation, emotion=e.emotion)
        for e in persona.examples
    ]
    extension = Extension(persona=person, examples=examples).model_dump(mode="json")
    update = {
        "name": persona.name,
        "mes_example": mes_example.written(persona.examples),
        "extensions": card.extensions | {EXTENSION: extension},
    }
    return card.model_copy(update=update)


def composed(persona: Persona) -> CardData:
    """A persona that has no card yet, in a card's words."""
    greetings = _greetings(persona)
    return CardData(
        name=persona.name,
        description=_lines(
            persona.tagline,
            persona.why,
            f"말하는 순서: {persona.order}",
            _listed("거절하는 것", persona.refuses),
            _listed("좋아하는 영화", persona.favourite_films),
        ),
        personality=_lines(
            _listed("소중히 여기는 것", persona.values),
            f"약한 데: {persona.blind_spot}",
            _listed("농담", persona.humour),
        ),
        scenario=_SCENARIO,
        first_mes=greetings[0] if greetings else "",
        alternate_greetings=greetings[1:GREETINGS],
        mes_example=mes_example.written(persona.examples),
        system_prompt=_lines(
            _REGISTERS[persona.register], _listed("쓰지 않는 말", persona.forbidden)
        ),
        post_history_instructions=_LAST,
        creator_notes=_NOTES,
        tags=["연애 상담", "한국어", "LoveLM"],
        creator="LoveLM",
        character_version="1",
    )


def _greetings(persona: Persona) -> list[str]:
    """Those that need no viewer's name."""
    lines = persona.banks[Manner.OWN].find("talk.greeting")
    return [line.speech for line in lines if not slots(line.speech)]


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _listed(title: str, found: Sequence[str]) -> str:
    return f"{title}: {' / '.join(found)}" if found else ""


_SCENARIO: Final = (
    "{{char}}의 자리는 라이브 방송 채팅. {{user}}가 연애 고민을 털어놓으면 소리 내어 답한다."
)
_LAST: Final = (
    "두 문장에서 네 문장으로 짧게 답한다. 말투를 바꾸지 않는다."
    " 헤어지라거나 만나라고 대신 정하지 않고, 연인 노릇을 하지 않으며, AI냐고 물으면 AI라고 말한다."
)
_NOTES: Final = (
    "러블름(LoveLM) 연애 상담 방송의 AI 상담사예요. 실제 사람을 본뜨지 않은 창작 인물이에요.\n"
    "한국어로 대화하고, 짧은 답에 맞춰져 있어요. 위급한 상황을 알아채는 기능은 카드가 아니라"
    " 러블름에 있으니, 다른 곳에서 쓸 때는 따로 챙겨 주세요."
)
_REGISTERS: Final = {
    Register.HAEYO: "해요체로만 말한다.",
    Register.HAPSYO: "합니다체로만 말한다.",
    Register.HAGE: "하게체로만 말한다(자네, -네, -게, -는가).",
    Register.HAE: "친구처럼 반말로만 말한다.",
}
