"""Reasons in every persona's register."""

import pytest

from core.movies.sentences import CLAUSES, LAST_RESORT, PROVIDER_NOTES
from core.movies.voice import voiced
from core.persona import Register

SENTENCES = sorted(
    {closing for pairs in CLAUSES.values() for _, closing in pairs}
    | {note for notes in PROVIDER_NOTES.values() for note in notes}
    | {LAST_RESORT}
)
ENDINGS = {
    Register.HAEYO: ("요",),
    Register.HAPSYO: ("니다", "시오"),
    Register.HAGE: ("네", "일세", "걸세", "게"),
    Register.HAE: ("야", "어", "아", "해", "봐", "와", "려", "나", "뤄", "가", "워"),
}


@pytest.mark.parametrize("register", Register)
def test_no_sentence_keeps_another_register(register: Register) -> None:
    for sentence in SENTENCES:
        said = voiced(sentence, register)
        assert said.endswith(ENDINGS[register]), said
        assert said != sentence or register is Register.HAEYO


@pytest.mark.parametrize(
    ("register", "said"),
    [
        (Register.HAPSYO, "찾으신 따뜻한 분위기입니다."),
        (Register.HAGE, "찾던 따뜻한 분위기일세."),
        (Register.HAE, "찾던 따뜻한 분위기야."),
    ],
)
def test_honorifics_go_where_they_do_not_belong(register: Register, said: str) -> None:
    assert voiced("찾으신 따뜻한 분위기예요.", register) == said
