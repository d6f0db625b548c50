"""The page: one file that loads nothing and runs nothing."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Final

from adapters.report.charts import Bar, Series, bars, columns
from adapters.report.korean import KOREAN
from adapters.report.words import Words, span_of
from core.gifts.gift import GiftState
from core.labels import Emotion, Platform
from core.reports.report import Gifts, Moods, Report, Title
from core.reports.waits import Wait
from core.spending.spent import Spent

STYLE: Final = Path(__file__).parent / "report.css"
# Rows of a list; what is beyond is told by its number.
MOST: Final = 10
# The page's own colour has the name of that feeling.
COLOURS: Final = {Emotion.LOVE: "fond"}
# Nothing is loaded from anywhere, whatever a name might try.
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def page(report: Report, days: int, words: Words = KOREAN) -> str:
    """The report as HTML, for screens of any width and for A4. What it was made from is kept for
    so many days."""
    title = _where(report, words)
    cards = [
        _card(words.moods, _moods(report.moods, words), wide=True),
        _card(words.moments, _moments(report, words), wide=True),
        _card(words.worries, _worries(report, words)),
        _card(words.films, _films(report, words)),
        _card(words.gifts, _gifts(report.gifts, words)),
        _card(words.cost, _cost(report.spent, report, words)) if report.spent is not None else "",
        _card(words.answers, _answers(report, words)),
        _card(words.waits, _waits(report, words)),
    ]
    return f"""<!doctype html>
<html lang="{words.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="robots" content="noindex">
<title>{escape(words.title(title, report.since))}</title>
<style>
{STYLE.read_text("utf-8")}</style>
</head>
<body>
<header>
<p class="brand">{words.brand}</p>
<h1>{escape(title)}</h1>
<p class="soft">{words.span(report.since, report.until)}</p>
</header>
{_tiles(report, words)}
<main>
{_joined(cards)}
</main>
<footer>
<p>{words.nobody_named(report.spent is not None)}</p>
<p>{words.kept_for(days)}</p>
</footer>
</body>
</html>
"""


def _where(report: Report, words: Words) -> str:
    """There is one room only."""
    platform = words.platform(report.platform)
    if report.platform is Platform.ROOM:
        return platform
    return f"{platform} {report.name or report.channel}"


def _tiles(report: Report, words: Words) -> str:
    asked = report.answered + sum(count for _, count in report.skipped)
    films = report.films
    tiles = [
        words.answered(report.answered, asked),
        words.waited(report.said),
        words.given(report.gifts),
        words.recommended(sum(one.shown for one in films), sum(one.saved for one in films)),
    ]
    if report.spent is not None:
        tiles.append(words.paid(report.spent))
    rows = (
        f"<li><span>{one.name}</span><b>{one.figure}</b><small>{one.note}</small></li>"
        for one in tiles
    )
    return f'<ul class="tiles">\n{_joined(rows)}\n</ul>'


def _card(title: str, inside: Iterable[str], wide: bool = False) -> str:
    return (
        f"<section{' class=wide' if wide else ''}>\n<h2>{title}</h2>\n{_joined(inside)}\n</section>"
    )


def _moods(moods: Moods, words: Words) -> Iterable[str]:
    if not moods.total:
        return [_none(words.no_moods)]
    labels = [words.step(at, moods.width) for at in moods.begins]
    series = [
        Series(COLOURS.get(emotion, emotion), words.feeling(emotion), counts)
        for emotion, counts in moods.counts.items()
    ]
    about = ", ".join(f"{one.name} {sum(one.heights)}{words.unit}" for one in series)
    legend = (
        f'<li><i class="{one.colour}"></i>{one.name} <b>{sum(one.heights):,}</b></li>'
        for one in series
    )
    return [
        _note(words.each_bar(moods.width)),
        columns(labels, series, words.unit, f"{words.moods}: {about}"),
        f'<ul class="legend">\n{_joined(legend)}\n</ul>',
    ]


def _moments(report: Report, words: Words) -> Iterable[str]:
    """When; what was said then is in nobody's report."""
    if not report.moments:
        return [_none(words.no_moments)]
    rows = [(span_of(one.span), " – ".join(one.offsets), False) for one in report.moments]
    return [_note(words.offsets), _list(rows)]


def _worries(report: Report, words: Words) -> Iterable[str]:
    if not report.worries:
        return [_none(words.no_worries)]
    known = [(situation, count) for situation, count in report.worries if situation is not None]
    others = sum(count for situation, count in report.worries if situation is None)
    rest = sum(count for _, count in known[MOST:])
    rows = [Bar(words.worry(one), count, words.people(count)) for one, count in known[:MOST]]
    notes = (
        words.more_people(rest) if rest else "",
        words.other_worries(others) if others else "",
    )
    return [_bars(rows, words.worries), _note(" · ".join(filter(None, notes)))]


def _films(report: Report, words: Words) -> Iterable[str]:
    if not report.films:
        return [_none(words.no_films)]
    films = report.films[:MOST]
    rows = [
        Bar(_titled(one.title), one.shown, words.film(one.shown, one.saved), "gold")
        for one in films
    ]
    more = len(report.films) - MOST
    credits = dict.fromkeys(words.credit(film.title.credit) for film in films)
    return [
        _bars(rows, words.shown_films),
        _note(words.more_films(more) if more > 0 else ""),
        *map(_note, credits),
    ]


def _titled(film: Title) -> str:
    return f"{film.title} ({film.year})" if film.year else film.title


def _gifts(gifts: Gifts, words: Words) -> Iterable[str]:
    if not gifts.count:
        return [_none(words.no_gifts)]
    rows = [
        Bar(words.tier(tier), tier.count, words.donations(tier.count), "gold")
        for tier in gifts.tiers
    ]
    states = [
        (words.state(state), words.in_state(gifts.states[state]), state is GiftState.CHECK)
        for state in GiftState
        if state in gifts.states
    ]
    also = " · ".join(words.also_given(gifts))
    return [_bars(rows, words.tiers), _note(also), _list(states)]


def _answers(report: Report, words: Words) -> Iterable[str]:
    rows = [
        Bar(words.reason(reason), count, _number(count, words), "calm")
        for reason, count in report.reasons
    ]
    skips = [(words.skip(skip), _number(count, words), False) for skip, count in report.skipped]
    return [
        _bars(rows, words.why_answered) if rows else _none(words.no_answers),
        f"<h3>{words.not_answered}</h3>",
        _list(skips) if skips else _note(words.all_answered),
        _note(words.heard(report.lines)),
    ]


def _waits(report: Report, words: Words) -> Iterable[str]:
    if report.said is None and report.heard is None:
        return [_none(words.no_waits)]
    parts = []
    for title, wait in ((words.until_chat, report.said), (words.until_sound, report.heard)):
        if wait is not None:
            parts += [f"<h3>{title}</h3>", _note(words.within(wait)), _bins(title, wait, words)]
    return parts


def _bins(title: str, wait: Wait, words: Words) -> str:
    last = max(number for number, count in enumerate(wait.bins) if count)
    rows = [
        Bar(name, count, _number(count, words), "calm")
        for name, count in zip(words.bounds(), wait.bins, strict=True)
    ]
    return _bars(rows[: last + 1], title)


def _cost(spent: Spent, report: Report, words: Words) -> Iterable[str]:
    models = [(words.model(name), _number(count, words), False) for name, count in report.models]
    return [
        f'<p class="sum"><b>{words.microwon(spent.microwon)}</b></p>',
        _note(words.tokens(spent)),
        f"<h3>{words.writers}</h3>" if models else "",
        _list(models),
    ]


def _number(count: int, words: Words) -> str:
    return f"{count:,}{words.unit}"


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
