"""What a gift comes to, what its giver chose, and who gave most."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.events import Raid, Subscription, Viewer
from core.gate.support import support_of
from core.gifts.ranking import Rank, Ranking, placed, ranking_line
from core.gifts.tiers import STEPS, tier, tier_of
from core.gifts.wishes import EFFECTS, Wish, Wishes
from core.labels import Platform
from tests.conftest import gift

WISHES = Wishes({"온유": "onyu", "라온": "raon"})
ABOUT = {"id": "x", "platform": Platform.TWITCH, "channel": "1", "viewer": Viewer("a", "a")}


@pytest.mark.parametrize(
    ("won", "step"), [(1, 1), (999, 1), (1_000, 2), (9_999, 2), (10_000, 3), (50_000, 4)]
)
def test_an_amount_has_its_step(won: int, step: int) -> None:
    assert tier(won, STEPS) == step


def test_steps_that_a_streamer_mixed_up_still_count() -> None:
    assert [tier(won, (50_000, 1_000, 10_000)) for won in (5, 1_000, 10_000, 50_000)] == [
        1,
        2,
        3,
        4,
    ]


def test_subscriptions_are_worth_what_they_cost_and_raids_are_no_money() -> None:
    def step(**fields: int) -> int:
        return tier_of(Subscription(at=0.0, months=1, **ABOUT, **fields), STEPS)  # type: ignore[arg-type]

    assert (step(), step(tier=2), step(tier=3), step(gifted=10), step(tier=9)) == (2, 3, 3, 4, 2)
    raid = Raid(at=0.0, viewers=5_000, **ABOUT)  # type: ignore[arg-type]
    assert tier_of(raid, STEPS) == 1


@pytest.mark.parametrize(
    ("won", "kind"), [(100, "tiny"), (1_000, "small"), (10_000, "medium"), (50_000, "large")]
)
def test_thanks_are_livelier_by_step(won: int, kind: str) -> None:
    support = support_of(gift(won), STEPS)
    assert support is not None
    assert support.kind == kind


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("[온유] 힘내요", Wish("힘내요", "onyu", "", "[온유]")),
        ("[ 라온 ]힘내요", Wish("힘내요", "raon", "", "[ 라온 ]")),
        ("@온유야 힘내요", Wish("힘내요", "onyu", "", "@온유야")),
        ("!하트 힘내요", Wish("힘내요", None, "heart", "!하트")),
        ("힘내요 !폭죽", Wish("힘내요", None, "fireworks", "!폭죽")),
        ("!눈 [라온] 힘내요", Wish("힘내요", "raon", "snow", "!눈 [라온]")),
        ("[온유] 힘내요 !박수", Wish("힘내요", "onyu", "applause", "[온유] !박수")),
        ("!하트", Wish("", None, "heart", "!하트")),
        ("!상담 힘내요", Wish("!상담 힘내요")),
        ("[공지] 힘내요", Wish("[공지] 힘내요")),
        ("@스트리머 힘내요", Wish("@스트리머 힘내요")),
        ("힘내 !하트 요", Wish("힘내 !하트 요")),
        ("힘내요!하트", Wish("힘내요!하트")),
        ("", Wish("")),
    ],
)
def test_what_a_donor_chose(text: str, wish: Wish) -> None:
    assert WISHES.of(text) == wish


PIECES = st.sampled_from(
    [*(f"!{name}" for name in EFFECTS), "[온유]", "@라온", " ", "죽고", "싶어"]
)


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=60))
def test_what_is_left_is_one_piece_of_what_triage_read(text: str) -> None:
    wish = WISHES.of(text)
    assert wish.text in text
    assert WISHES.of(wish.tags).text == ""


def test_equal_amounts_share_a_place() -> None:
    ranks = [Rank(name, name, won) for name, won in (("a", 9), ("b", 5), ("c", 5), ("d", 1))]
    assert [rank.place for rank in placed(ranks)] == [1, 2, 2, 4]


def test_the_ranking_fits_its_line() -> None:
    ranks = placed([Rank(n, "이름이아주긴사람", 1_234_567) for n in "abc"])
    line = ranking_line(Ranking(ranks, 500), "이번 달의 후원", 60)
    assert (
        line
        == "이번 달의 후원: 1위 이름이아주긴사람님 1,234,567원 · 1위 이름이아주긴사람님 1,234,567원"
    )
    assert ranking_line(Ranking([], 500), "오늘의 후원", 60) == "오늘의 후원: 익명 500원"
