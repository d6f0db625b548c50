"""The page: one file that loads nothing and runs nothing."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Final

from adapters.report import words
from adapters.report.charts import Bar, Series, bars, columns
from core.gifts.gift import GiftState
from core.labels import Emotion, Platform
from core.reports.report import Gifts, Moods, Report, ShownFilm, Title
from core.reports.waits import Wait
from core.spending.spent import Spent

STYLE: Final = Path(__file__).parent / "report.css"
# Rows of a list; what is beyond is told by its number.
MOST: Final = 10
# The page's own colour has the name of that feeling.
COLOURS: Final = {Emotion.LOVE: "fond"}
# Nothing is loaded from anywhere, whatever a name might try.
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def page(report: Report, days: int) -> str:
    """The report as HTML, for screens of any width and for A4. What it was made from is kept for
    so many days."""
    title = _where(report)
    cards = [
        _card("마음의 흐름", _moods(report.moods), wide=True),
        _card("하이라이트", _moments(report), wide=True),
        _card("많이 나온 고민", _worries(report)),
        _card("영화", _films(report)),
        _card("후원", _gifts(report.gifts)),
        _card("비용", _cost(report.spent, report)) if report.spent is not None else "",
        _card("답한 이야기", _answers(report)),
        _card("답까지 걸린 시간", _waits(report)),
    ]
    private = (
        "답한 수와 걸린 시간, 비용에만" if report.spent is not None else "답한 수와 걸린 시간에만"
    )
    return f"""<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="robots" content="noindex">
<title>{escape(title)} 방송 리포트 · {words.day(report.since)}</title>
<style>
{STYLE.read_text("utf-8")}</style>
</head>
<body>
<header>
<p class="brand">러블름 방송 리포트</p>
<h1>{escape(title)}</h1>
<p class="soft">{words.span(report.since, report.until)}</p>
</header>
{_tiles(report)}
<main>
{_joined(cards)}
</main>
<footer>
<p>시청자의 이름이나 한 말은 이 리포트에 없어요. 둘만의 상담은 {private} 들어가요.</p>
<p>시각은 한국 시각이에요. 지난 방송의 기록은 {days}일 뒤에 지워지니, 두고 보려면 이 파일을 간직해 주세요.</p>
</footer>
</body>
</html>
"""


def _where(report: Report) -> str:
    """There is one room only."""
    platform = words.PLATFORMS[report.platform]
    if report.platform is Platform.ROOM:
        return platform
    return f"{platform} {report.name or report.channel}"


def _tiles(report: Report) -> str:
    asked = report.answered + sum(count for _, count in report.skipped)
    films = sum(film.shown for film in report.films)
    tiles = [
        ("답한 이야기", f"{report.answered:,}개", f"{asked:,}개 가운데"),
        ("답까지", words.took(report.said.median) if report.said else "–", "절반은 이 안에"),
        ("후원", words.won(report.gifts.won), f"{report.gifts.donations:,}번"),
        ("추천한 영화", f"{films:,}번", f"{sum(f.saved for f in report.films):,}번 찜"),
    ]
    if report.spent is not None:
        spent = report.spent
        tiles.append(("비용", words.microwon(spent.microwon), f"{spent.tokens:,} 토큰"))
    shown = (
        f"<li><span>{name}</span><b>{figure}</b><small>{note}</small></li>"
        for name, figure, note in tiles
    )
    return f'<ul class="tiles">\n{_joined(shown)}\n</ul>'


def _card(title: str, inside: Iterable[str], wide: bool = False) -> str:
    return (
        f"<section{' class=wide' if wide else ''}>\n<h2>{title}</h2>\n{_joined(inside)}\n</section>"
    )


def _moods(moods: Moods) -> Iterable[str]:
    if not moods.total:
        return [_none("이야기를 나눈 시청자가 없었어요.")]
    labels = [words.step(at, moods.width) for at in moods.begins]
    series = [
        Series(COLOURS.get(emotion, emotion), words.FEELINGS[emotion], counts)
        for emotion, counts in moods.counts.items()
    ]
    about = ", ".join(f"{one.name} {sum(one.heights)}개" for one in series)
    legend = (
        f'<li><i class="{one.colour}"></i>{one.name} <b>{sum(one.heights):,}</b></li>'
        for one in series
    )
    return [
        f'<p class="soft">시청자가 한 이야기에 담긴 마음이에요. 막대 하나가 {words.lasted(moods.width)}이에요.</p>',
        columns(labels, series, "개", f"마음의 흐름: {about}"),
        f'<ul class="legend">\n{_joined(legend)}\n</ul>',
    ]


def _moments(report: Report) -> Iterable[str]:
    """When; what was said then is in nobody's report."""
    if not report.moments:
        return [_none("골라 둘 만한 순간이 없었어요.")]
    rows = [(words.span_of(one.span), " – ".join(one.offsets), False) for one in report.moments]
    return [_note("오른쪽은 기록이 시작된 때부터 잰 시간이에요."), _list(rows)]


def _worries(report: Report) -> Iterable[str]:
    if not report.worries:
        return [_none("고민을 나눈 시청자가 없었어요.")]
    known = [pair for pair in report.worries if pair[0] is not None]
    others = sum(count for situation, count in report.worries if situation is None)
    rest = sum(count for _, count in known[MOST:])
    rows = [Bar(words.worry(one), count, f"{count:,}명") for one, count in known[:MOST]]
    notes = (
        f"이 밖에 {rest:,}명" if rest else "",
        f"그 밖의 고민 {others:,}명" if others else "",
    )
    told = " · ".join(filter(None, notes))
    return [_bars(rows, "고민"), _note(told)]


def _films(report: Report) -> Iterable[str]:
    if not report.films:
        return [_none("추천하거나 찜한 영화가 없었어요.")]
    films = report.films[:MOST]
    rows = [Bar(_titled(film.title), film.shown, _film(film), "gold") for film in films]
    more = len(report.films) - MOST
    credits = dict.fromkeys(film.title.credit for film in films)
    return [
        _bars(rows, "추천한 영화"),
        _note(f"이 밖에 {more:,}편" if more > 0 else ""),
        *map(_note, credits),
    ]


def _titled(film: Title) -> str:
    return f"{film.title} ({film.year})" if film.year else film.title


def _film(film: ShownFilm) -> str:
    parts = (f"추천 {film.shown}" if film.shown else "", f"찜 {film.saved}" if film.saved else "")
    return " · ".join(filter(None, parts))


def _gifts(gifts: Gifts) -> Iterable[str]:
    if not gifts.count:
        return [_none("받은 후원이 없었어요.")]
    rows = [
        Bar(
            f"{words.tier(tier.least)}, 모두 {words.won(tier.won)}",
            tier.count,
            f"{tier.count:,}번",
            "gold",
        )
        for tier in gifts.tiers
    ]
    also = (
        ("구독", gifts.subscriptions, "번"),
        ("구독 선물", gifts.gifted, "개"),
        ("레이드", gifts.raids, "번"),
        ("포인트 보상", gifts.redemptions, "번"),
    )
    told = " · ".join(f"{name} {count:,}{unit}" for name, count, unit in also if count)
    states = [
        (words.GIFTS[state], f"{gifts.states[state]:,}번", state is GiftState.CHECK)
        for state in GiftState
        if state in gifts.states
    ]
    return [_bars(rows, "후원 금액대") if rows else "", _note(told), _list(states)]


def _answers(report: Report) -> Iterable[str]:
    rows = [
        Bar(words.REASONS[reason], count, f"{count:,}개", "calm")
        for reason, count in report.reasons
    ]
    skips = [(words.SKIPS[skip], f"{count:,}개", False) for skip, count in report.skipped]
    heard = f"채팅은 모두 {report.lines:,}줄 들었어요. 여기 없는 채팅은 상담사에게 한 말이 아니었거나, 차례가 오기 전에 지나간 말이에요."
    return [
        _bars(rows, "답한 까닭") if rows else _none("답한 이야기가 없었어요."),
        "<h3>답하지 못한 이야기</h3>",
        _list(skips) if skips else _note("없어요. 받은 이야기에 모두 답했어요."),
        _note(heard),
    ]


def _waits(report: Report) -> Iterable[str]:
    if report.said is None and report.heard is None:
        return [_none("시간을 잰 답이 없었어요.")]
    parts = []
    for title, wait in (
        ("채팅에 답이 나올 때까지", report.said),
        ("첫 소리가 날 때까지", report.heard),
    ):
        if wait is not None:
            parts += [f"<h3>{title}</h3>", _note(words.waits(wait)), _bins(title, wait)]
    return parts


def _bins(title: str, wait: Wait) -> str:
    last = max(number for number, count in enumerate(wait.bins) if count)
    rows = [
        Bar(name, count, f"{count:,}개", "calm")
        for name, count in zip(words.bounds(), wait.bins, strict=True)
    ]
    return _bars(rows[: last + 1], title)


def _cost(spent: Spent, report: Report) -> Iterable[str]:
    models = [(words.model(name), f"{count:,}개", False) for name, count in report.models]
    return [
        f'<p class="sum"><b>{words.microwon(spent.microwon)}</b></p>',
        _note(f"읽은 토큰 {spent.tokens_in:,}개 · 쓴 토큰 {spent.tokens_out:,}개"),
        "<h3>누가 쓴 답인가요</h3>" if models else "",
        _list(models),
    ]


def _bars(rows: Sequence[Bar], about: str) -> str:
    if not rows:
        return ""
    told = ", ".join(f"{row.name} {row.figure}" for row in rows)
    return bars(rows, f"{about}: {told}")


def _list(rows: Sequence[tuple[str, str, bool]]) -> str:
    """Names with figures; what somebody should see to stands out."""
    shown = (
        f"<li{' class=todo' if todo else ''}><span>{escape(name)}</span><b>{figure}</b></li>"
        for name, figure, todo in rows
    )
    return f'<ul class="rows">\n{_joined(shown)}\n</ul>' if rows else ""


def _none(text: str) -> str:
    return f'<p class="none">{text}</p>'


def _note(text: str) -> str:
    return f'<p class="soft">{escape(text)}</p>' if text else ""


def _joined(parts: Iterable[str]) -> str:
    return "\n".join(filter(None, parts))
