"""Sentence endings by register, and replies that break their persona."""

import pytest

from core.character import Fault, faults
from core.endings import ending, sentences, strays
from core.persona import Manner, Register
from personas.loader import load_all

PERSONAS = load_all()


@pytest.mark.parametrize(
    ("sentence", "register"),
    [
        ("오늘은 쉬세요", Register.HAEYO),
        ("제가 듣고 있을게요", Register.HAEYO),
        ("답은 나와 있습니다", Register.HAPSYO),
        ("그게 됩니까", Register.HAPSYO),
        ("기다려 보십시오", Register.HAPSYO),
        ("그건 그 사람 몫일세", Register.HAGE),
        ("오늘은 덮어 두게", Register.HAGE),
        ("자네는 어떤가", None),
        ("커피가 다 식었군", Register.HAGE),
        ("그럼 지금 이거 해", Register.HAE),
        ("내가 다 들어줄게", Register.HAE),
        ("속였으면 먼저 털어야지", None),
        ("조금씩 들킬 때마다 새로 깨지는 거니까", None),
        ("이틀", None),
        ("지금 혼자", None),
    ],
)
def test_endings(sentence: str, register: Register | None) -> None:
    assert ending(sentence) is register


def test_sentences_leave_out_what_is_quoted() -> None:
    assert list(sentences("“헤어지자” 그 말이 아팠죠? 울어도 돼요ㅠㅠ 〈그녀〉")) == [
        "그 말이 아팠죠",
        "울어도 돼요",
    ]


@pytest.mark.parametrize(
    "text",
    ["되게… 마음이 아팠겠어요.", "헤어졌는데… 아직 생각나시죠?", "음~ 그랬군요 속상했겠어요."],
)
def test_a_breath_ends_no_sentence(text: str) -> None:
    assert strays(text, Register.HAEYO) == []


@pytest.mark.parametrize("text", ["오늘은 쉬세요. 그리고 자.", "괜찮습니다. 쉬세요."])
def test_mixed_registers_stray(text: str) -> None:
    assert strays(text, Register.HAEYO)


@pytest.mark.parametrize(
    ("slug", "manner", "text", "fault"),
    [
        ("onyu", Manner.OWN, "", Fault.EMPTY),
        ("onyu", Manner.OWN, "야 그냥 자.", Fault.REGISTER),
        ("dogeon", Manner.OWN, "괜찮아요, 쉬세요.", Fault.REGISTER),
        ("raon", Manner.OWN, "힘드셨겠어요. 쉬세요.", Fault.REGISTER),
        ("raon", Manner.POLITE, "오늘은 나가서 걸어.", Fault.REGISTER),
        ("yudam", Manner.OWN, "지금 나가자. 나가서 뛰어!", Fault.REGISTER),
        ("onyu", Manner.OWN, "저는 AI 언어모델로서 답할 수 없어요.", Fault.MACHINE),
        ("onyu", Manner.ENGLISH, "As an AI language model I cannot.", Fault.MACHINE),
        ("onyu", Manner.ENGLISH, "많이 힘들었겠어요.", Fault.LANGUAGE),
        ("onyu", Manner.OWN, "That sounds hard.", Fault.LANGUAGE),
        ("onyu", Manner.OWN, "그 오빠 마음은 아무도 몰라요.", Fault.GENDERED),
        ("onyu", Manner.OWN, "많이 서운하셨겠어요. 많이 서운하셨겠어요.", Fault.REPEATED),
    ],
)
def test_faults(slug: str, manner: Manner, text: str, fault: Fault) -> None:
    assert fault in faults(PERSONAS[slug], manner, text)


def test_what_the_viewer_said_may_be_mirrored() -> None:
    persona = PERSONAS["onyu"]
    assert (
        faults(persona, Manner.OWN, "그 오빠가 답이 없었군요, 속상했겠어요.", "오빠가 읽씹해요")
        == []
    )


def test_what_was_said_before_is_a_repetition() -> None:
    text = "오늘은 쉬어요."
    assert faults(PERSONAS["onyu"], Manner.OWN, text, said={text}) == [Fault.REPEATED]


def test_polite_raon_may_use_polite_endings_that_it_never_has_by_itself() -> None:
    assert faults(PERSONAS["raon"], Manner.POLITE, "진짜 속상하셨겠어요. 괜찮으실 거예요.") == []


def test_own_banks_are_told_apart() -> None:
    """Lines of one persona rarely pass for another's."""
    for slug, persona in PERSONAS.items():
        for other, who in PERSONAS.items():
            if other == slug:
                continue
            lines = [
                line.speech
                for key, found in who.bank.lines.items()
                if key.startswith("situation.")
                for line in found
            ]
            caught = sum(bool(strays(line, persona.register)) for line in lines)
            assert caught / len(lines) >= 0.8, (slug, other)
