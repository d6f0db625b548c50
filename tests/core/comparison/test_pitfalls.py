"""What was wrong with the earlier system's table, each made impossible."""

import argparse
import unicodedata
from dataclasses import replace

import pytest

from bots.commands import bench
from core.comparison.answer import Answer, paired
from core.comparison.judge import Judge
from core.comparison.measures import MEASURES, rows
from core.comparison.rouge import eojeol, letters, rouge_l
from core.comparison.table import markdown, shown
from core.errors import BadInput
from core.prompts.message import Message
from personas.loader import load_all
from tests.core.comparison.answers import answer, answers, failed


@pytest.mark.parametrize("runs", ["1", "0", "-1", "many"])
def test_pitfall_one_sampled_run(runs: str, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    bench.arguments(parser)
    with pytest.raises(SystemExit) as stopped:
        parser.parse_args(["models", "--backends", "embedded", f"--runs={runs}"])
    assert stopped.value.code == 2
    assert "2 or more are needed" in capsys.readouterr().err


def test_pitfall_one_sampled_run_every_figure_tells_its_interval() -> None:
    found = rows([*answers("a"), *answers("b", seconds=2.0)], ("a", "b"), seed=0)
    for row in found:
        for estimate in (*row.figures.values(), *row.differences.values()):
            assert estimate.low <= estimate.figure <= estimate.high
            assert shown(estimate).endswith(")")


@pytest.mark.parametrize(
    "others",
    [
        answers("b")[:-1],
        [*answers("b")[:-1], answer("b", 99)],
        [*answers("b"), answer("b")],
        [replace(one, question=one.question + "?") for one in answers("b")],
        answers("b", runs=3),
        [],
    ],
    ids=["one fewer", "another question", "one twice", "other words", "more runs", "none"],
)
def test_pitfall_mismatched_test_sets(others: list[Answer]) -> None:
    with pytest.raises(BadInput, match="same questions"):
        paired([*answers("a"), *others], ("a", "b"))


async def test_pitfall_mismatched_test_sets_judge() -> None:
    async def ask(messages: tuple[Message, ...]) -> str:
        raise AssertionError("it must not even be asked")

    persona = load_all()["onyu"]
    for other in (answer("b", question=1), answer("b", run=1)):
        with pytest.raises(BadInput, match="same question"):
            await Judge(ask).compare(persona, answer("a"), other)


def test_pitfall_shifted_columns() -> None:
    """Every cell stands under its back end and beside its measure, missing ones too."""
    slow = [failed(one) if one.case[0] == 3 else one for one in answers("slow|model", seconds=3.0)]
    silent = [
        replace(one, written=replace(one.written, tokens_in=None, tokens_out=None))
        for one in answers("silent")
    ]
    said = [*answers("quick"), *slow, *silent]
    found = rows(said, ("quick", "slow|model", "silent"), seed=0)
    table = markdown(found, said, ["a run"]).split("## Figures\n")[1].split("\n\n")[0]
    head, _, *body = [
        [cell.strip().replace("\\|", "|") for cell in line[2:-2].replace("\\|", "⁞").split(" | ")]
        for line in table.splitlines()
    ]
    head = [cell.replace("⁞", "|") for cell in head]
    assert head == ["", "quick", "slow|model", "silent"]
    assert len(body) == len(found)
    for line, row in zip(body, found, strict=True):
        assert line[0].startswith(row.measure.title)
        assert line[1:] == [shown(row.figures[name]) for name in head[1:]]
    tokens = next(line for line in body if line[0].startswith("tokens written"))
    assert tokens[1].startswith("60")
    assert tokens[3] == "–"


def test_pitfall_a_tokenizer_that_drops_hangul() -> None:
    said, reference = "먼저 연락해 봐도 괜찮아요.", "먼저 연락해 보는 것도 괜찮아요!"
    assert letters(said) == list("먼저연락해봐도괜찮아요")
    assert eojeol(reference) == ["먼저", "연락해", "보는", "것도", "괜찮아요"]
    # 먼저 연락해 도 괜찮아요: 10 of 11 and 13 letters; 3 of 4 and 5 eojeol.
    assert rouge_l(said, reference, letters) == pytest.approx(2 * 10 / (11 + 13))
    assert rouge_l(said, reference, eojeol) == pytest.approx(2 * 3 / (4 + 5))
    for units in (letters, eojeol):
        assert rouge_l(said, said, units) == 1.0
        assert rouge_l(said, "고양이", units) == 0.0
    assert letters(unicodedata.normalize("NFD", "먼저")) == ["먼", "저"]


def test_rouge_is_shown_only_where_there_are_references() -> None:
    keys = {row.measure.key for row in rows(answers("a"), ("a",), seed=0)}
    assert not keys & {"rouge_letters", "rouge_eojeol", "quality"}
    scored = [replace(one, rouge_letters=0.5, rouge_eojeol=0.25) for one in answers("a")]
    figures = {row.measure.key: row.figures["a"].figure for row in rows(scored, ("a",), seed=0)}
    assert (figures["rouge_letters"], figures["rouge_eojeol"]) == (0.5, 0.25)


def test_measures_have_keys_and_labels_of_their_own() -> None:
    for names in (
        [m.key for m in MEASURES],
        [m.title for m in MEASURES],
        [m.label for m in MEASURES],
    ):
        assert len(set(names)) == len(MEASURES)
