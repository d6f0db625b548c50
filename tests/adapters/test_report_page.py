"""The report's page: stands alone, says everything in Korean or English, draws what is true."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.report.charts import TRACK, Bar, Series, bars, ceiling, columns
from adapters.report.english import ENGLISH
from adapters.report.korean import KOREAN
from adapters.report.page import page
from adapters.report.summary import summary
from adapters.report.words import Words
from core.gifts.gift import GiftState
from core.labels import Emotion, Platform, Situation
from core.movies.providers import JUSTWATCH, TMDB
from core.reports.highlights import Clip, Span
from core.reports.kept import Kept
from core.reports.report import (
    Gifts,
    Moods,
    Report,
    ShownFilm,
    Skip,
    Tier,
    Title,
    report,
    without_cost,
)
from core.reports.waits import Wait
from core.spending.spent import Spent
from core.turns import Reason

NOWHERE = Kept(platform=Platform.ROOM, channel="room", name="", since=0.0, until=60.0)
FULL = Report(
    platform=Platform.CHZZK,
    channel="abc",
    name="<b>여름귤</b> & 'TV'",
    since=1_795_345_200.0,
    until=1_795_345_200.0 + 7_300,
    lines=1_234,
    moods=Moods(600.0, (1_795_345_200.0, 1_795_345_800.0), dict.fromkeys(Emotion, (1, 2))),
    worries=(*((one, 3) for one in Situation), (None, 4)),
    films=(
        ShownFilm(Title("<script>alert(1)</script>", 2001, f"{JUSTWATCH} · {TMDB}"), 3, 1),
        ShownFilm(Title("두부", None), 0, 2),
    ),
    gifts=Gifts(
        won=5_500, donations=2, tiers=(Tier(0, 1, 500), Tier(5_000, 1, 5_000)),
        subscriptions=1, gifted=2, raids=3, redemptions=4, states=dict.fromkeys(GiftState, 1),
    ),
    answered=7,
    reasons=tuple((one, 1) for one in Reason),
    skipped=tuple((one, 1) for one in Skip),
    said=Wait(5, 2.25, 75.0, (1, 1, 1, 1, 1, 0, 0)),
    heard=Wait(1, 1.0, 1.0, (1, 0, 0, 0, 0, 0, 0)),
    spent=Spent(1_000, 200, 12_340_000),
    models=(("gpt-<x>", 2), ("embedded", 5)),
    moments=(Clip(Span(1_795_345_260.0, 1_795_345_300.0), 1_795_345_200.0),),
)  # fmt: skip
# Nothing in it that somebody else has named, and little that is written in Latin letters anyway.
NAMELESS = replace(
    FULL, name="7", films=(ShownFilm(Title("2046", 2004, JUSTWATCH), 1, 1),) * 12,
    models=tuple((name, 1) for name in ("embedded", "catalogue", "together", "none")),
)  # fmt: skip
HANGUL, LATIN = re.compile("[가-힣]"), re.compile("[A-Za-z]{2,}")
in_both = pytest.mark.parametrize("words", [KOREAN, ENGLISH])


class Seen(HTMLParser):
    """Elements, attributes and texts of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(html)

    @property
    def told(self) -> str:
        """All that is read or heard."""
        heard = (value or "" for name, value in self.attributes if name == "aria-label")
        return "\n".join((*self.texts, *heard))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        if self.elements[-1:] != ["style"]:
            self.texts.append(data.strip())


def nothing() -> Report:
    return report(NOWHERE, lambda texts: [None for _ in texts], lambda _: None)


@in_both
@pytest.mark.parametrize("found", [FULL, nothing()])
def test_it_loads_and_runs_nothing(found: Report, words: Words) -> None:
    html = page(found, 30, words)
    seen = Seen(html)
    assert not {"script", "img", "link", "iframe", "object"} & set(seen.elements)
    assert not [name for name, _ in seen.attributes if name in ("src", "href", "style", "srcset")]
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert not re.search(r"https?://|url\(|@import", html)


@in_both
def test_names_are_only_text(words: Words) -> None:
    texts = Seen(page(FULL, 30, words)).texts
    assert f"{words.platform(Platform.CHZZK)} <b>여름귤</b> & 'TV'" in texts
    assert "<script>alert(1)</script> (2001)" in texts
    assert "gpt-<x>" in texts


def test_it_tells_every_figure() -> None:
    told = " ".join(Seen(page(FULL, 30)).texts)
    for wanted in (
        "2026년 11월 22일 (일) 20:00 – 22:01 · 2시간 2분",
        "5,500원", "추천 3 · 찜 1", "찜 2", f"{JUSTWATCH} · {TMDB}", "5,000원부터, 모두 5,000원",
        "구독 1번 · 구독 선물 2개 · 레이드 3번 · 포인트 보상 4번",
        "인사가 나왔는지 확인해 주세요", "절반은 2.2초 안에, 95%는 1분 15초 안에", "12.34원",
        "읽은 토큰 1,000개 · 쓴 토큰 200개", "1,234줄", "20:01:00 – 20:01:40", "00:01:00 – 00:01:40", "그 밖의 고민 4명", "이 밖에 105명",
    ):  # fmt: skip
        assert wanted in told, wanted


def test_it_tells_every_figure_in_english() -> None:
    told = " ".join(Seen(page(FULL, 30, ENGLISH)).texts)
    for wanted in (
        "Chzzk <b>여름귤</b> & 'TV' stream report · Sun 22 Nov 2026",
        "Sun 22 Nov 2026 20:00 – 22:01 · 2 hours 2 minutes", "of 20 messages", "in 2 donations",
        "Films recommended 3 saved 3 times", "1 donation", "3× · 1 saved", "2 saved", f"Where to watch: JustWatch · {TMDB}",
        "₩5,500", "Under ₩1,000 · ₩500 total", "₩5,000+ · ₩5,000 total",
        "1 subscription · 2 gifted subscriptions · 3 raids · 4 channel point rewards",
        "Please check that the thanks were seen", "Half within 2.2 s, 95% within 1 min 15 s", "₩12.34",
        "1,000 tokens read · 200 tokens written", "1,234 lines of chat", "20:01:00 – 20:01:40",
        "00:01:00 – 00:01:40", "105 more people · 4 people with other worries", "Each bar is 10 minutes.",
        "All times are in Korean time (KST).", "deleted after 30 days",
    ):  # fmt: skip
        assert wanted in told, wanted


@pytest.mark.parametrize("found", [NAMELESS, without_cost(NAMELESS), nothing()])
@pytest.mark.parametrize(
    ("words", "lang", "other"), [(KOREAN, "ko", LATIN), (ENGLISH, "en", HANGUL)]
)
def test_it_says_nothing_in_the_other_language(
    found: Report, words: Words, lang: str, other: re.Pattern[str]
) -> None:
    html = page(found, 30, words)
    assert f'<html lang="{lang}">' in html
    assert set(other.findall(Seen(html).told)) <= {"JustWatch"}


def test_what_it_cost_is_left_out_for_managers() -> None:
    told = without_cost(FULL)
    html = page(told, 30)
    texts = " ".join(Seen(html).texts)
    for secret in ("비용", "토큰", "12.34원", "gpt-&lt;x&gt;", "gpt-<x>", "누가 쓴 답인가요"):
        assert secret not in html, secret
        assert secret in page(FULL, 30) or secret == "gpt-<x>"
    assert "5,500원" in texts, "what was given is theirs to know"
    assert "답한 수와 걸린 시간에만 들어가요" in texts
    assert not any("비용" in line for line in summary(told))
    assert any("12.34원" in line for line in summary(FULL))


def test_what_it_cost_is_left_out_for_managers_in_english_too() -> None:
    html = page(without_cost(FULL), 30, ENGLISH)
    for secret in ("Cost", "cost", "token", "12.34", "gpt-", "Who wrote"):
        assert secret not in html, secret
        assert secret in page(FULL, 30, ENGLISH), secret
    assert "only towards answers and waiting times." in html


@pytest.mark.parametrize("days", [1, 14, 30])
def test_it_says_how_long_it_can_be_made_again(days: int) -> None:
    assert f"기록은 {days}일 뒤에 지워지니" in page(FULL, days)


def test_nothing_is_said_to_be_nothing() -> None:
    told = " ".join(Seen(page(nothing(), 30)).texts)
    for wanted in (
        "이야기를 나눈 시청자가 없었어요.", "고민을 나눈 시청자가 없었어요.", "받은 후원이 없었어요.",
        "추천하거나 찜한 영화가 없었어요.", "답한 이야기가 없었어요.", "시간을 잰 답이 없었어요.",
        "골라 둘 만한 순간이 없었어요.",
    ):  # fmt: skip
        assert wanted in told, wanted
    told = " ".join(Seen(page(nothing(), 30, ENGLISH)).texts)
    for wanted in (
        ENGLISH.no_moods, ENGLISH.no_worries, ENGLISH.no_gifts, ENGLISH.no_films,
        ENGLISH.no_answers, ENGLISH.no_waits, ENGLISH.no_moments, ENGLISH.all_answered,
    ):  # fmt: skip
        assert wanted in told, wanted


@given(st.integers(0, 10**7))
def test_a_scale_is_round_and_not_much_too_high(value: int) -> None:
    found = ceiling(value)
    assert value <= found <= max(2, 2 * value)
    assert found % 2 == 0
    assert len(str(found).rstrip("0")) == 1


counts = st.lists(st.integers(0, 500), min_size=1, max_size=18)


@given(counts, st.integers(1, 9))
def test_columns_are_as_high_as_what_they_show(heights: list[int], colours: int) -> None:
    series = [Series("joy", "기쁨", heights) for _ in range(colours)]
    drawn = ElementTree.fromstring(
        columns([f"{n}시" for n in range(len(heights))], series, "개", "<")
    )
    assert sum(height(one) for one in drawn.iter("rect")) == pytest.approx(
        170.0 * sum(heights) * colours / ceiling(max(heights) * colours), abs=0.1 * 18 * 9
    )
    for one in drawn.iter("rect"):
        assert 0.0 <= percent(one, "x") <= percent(one, "x") + percent(one, "width") <= 100.01


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_the_longest_bar_is_as_long_as_there_is_room(lengths: list[int]) -> None:
    drawn = ElementTree.fromstring(bars([Bar("이름", one, "1") for one in lengths], "모두"))
    widths = [percent(one, "width") for one in drawn.iter("rect") if one.get("class") == "love"]
    assert len(widths) == sum(length > 0 for length in lengths)
    assert not widths or max(widths) == TRACK


def test_long_names_are_cut_and_told_in_full() -> None:
    name = "아주 길고 긴 제목을 가진 영화의 두 번째 이야기 (2001)"
    drawn = bars([Bar(name, 1, "추천 1")], "영화")
    assert ">아주 길고 긴 제목을 가진 영화의…<title>" in drawn
    assert f"<title>{name}</title>" in drawn


def height(rect: ElementTree.Element) -> float:
    return float(rect.get("height", ""))


def percent(rect: ElementTree.Element, name: str) -> float:
    return float(rect.get(name, "").removesuffix("%"))
