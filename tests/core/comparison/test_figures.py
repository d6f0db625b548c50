"""Figures, their intervals, and differences over the same questions."""

import math

import numpy as np
import pytest

from core.comparison.figures import estimates, mean, quantile
from core.comparison.measures import rows
from core.comparison.plot import draw
from tests.core.comparison.answers import answers, failed


def test_a_paired_difference_is_surer_than_two_figures() -> None:
    """Hard questions burden both; what differs is told apart although the figures overlap."""
    luck = np.random.default_rng(1)
    hard = luck.normal(5.0, 2.0, (40, 1)) + luck.normal(0.0, 0.05, (40, 3))
    figures, differences = estimates({"a": hard, "b": hard + 0.3}, mean, seed=0)
    assert figures["b"].low < figures["a"].high
    assert differences["b"].figure == pytest.approx(0.3)
    assert differences["b"].sure
    assert differences["b"].high - differences["b"].low < 0.1


def test_runs_of_one_question_are_no_independent_witnesses() -> None:
    once = np.random.default_rng(2).normal(1.0, 1.0, (30, 1))
    (one, many) = (
        estimates({"a": np.repeat(once, runs, axis=1)}, mean, seed=0)[0]["a"] for runs in (1, 50)
    )
    assert many.high - many.low == pytest.approx(one.high - one.low)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    luck = np.random.default_rng(3)
    held = 0
    for seed in range(200):
        found = estimates({"a": luck.normal(0.0, 1.0, (40, 2))}, mean, seed)[0]["a"]
        held += found.low <= 0.0 <= found.high
    assert 180 <= held <= 199


def test_no_answer_is_infinitely_late() -> None:
    late = [failed(one) if one.case[0] < 2 else one for one in answers("a")]
    found = {row.measure.key: row.figures["a"] for row in rows(late, ("a",), seed=0)}
    assert found["answered"].figure == 75.0
    assert found["whole_p50"].told
    assert found["whole_p95"].figure == math.inf
    assert not found["whole_p95"].told
    assert found["persona"].figure == found["safe"].figure == found["fit"].figure == 75.0


def test_quantiles_are_values_that_occurred() -> None:
    values = np.array([3.0, 1.0, math.inf, 2.0])
    assert quantile(0.5)(values) == 2.0
    assert quantile(0.95)(values) == math.inf


def test_what_none_tells_is_no_number() -> None:
    found, _ = estimates({"a": np.full((5, 2), np.nan)}, mean, seed=0)
    assert not found["a"].told
    with pytest.raises(ValueError, match="different cases"):
        estimates({"a": np.ones((5, 2)), "b": np.ones((4, 2))}, mean, seed=0)


def test_equal_seeds_give_equal_intervals() -> None:
    said = [*answers("a"), *answers("b", seconds=1.3)]
    assert rows(said, ("a", "b"), seed=5) == rows(said, ("a", "b"), seed=5)


def test_the_plot_names_back_ends_and_measures_in_korean() -> None:
    said = [*answers("a<b"), *(failed(one) for one in answers("silent"))]
    drawn = draw(rows(said, ("a<b", "silent"), seed=0), "모델 비교")
    for words in ("모델 비교", "답이 끝날 때까지 (초)", "페르소나 점수 (%)", "a&lt;b", "값 없음"):
        assert words in drawn
    assert "nan" not in drawn
    assert "inf" not in drawn
