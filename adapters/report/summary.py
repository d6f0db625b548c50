"""A report in a few lines, for a message, and the name of its file."""

from datetime import datetime

from adapters.report.korean import KOREAN
from adapters.report.words import Words
from core.korea import KOREA
from core.reports.report import Report

# Rows of what came up most.
MOST = 3


def summary(report: Report) -> tuple[str, ...]:
    """Markdown of Discord's kind; nobody's words or names."""
    asked = report.answered + sum(count for _, count in report.skipped)
    worries = ", ".join(
        f"{KOREAN.worry(one)} {count:,}명"
        for one, count in report.worries[:MOST]
        if one is not None
    )
    films = ", ".join(f"〈{film.title.title}〉" for film in report.films[:MOST])
    waited = f" · 절반은 {KOREAN.took(report.said.median)} 안에 답했어요" if report.said else ""
    lines = (
        KOREAN.span(report.since, report.until),
        f"이야기 {asked:,}개 가운데 **{report.answered:,}개**에 답했어요{waited}.",
        f"많이 나온 고민: {worries}" if worries else "",
        f"추천한 영화: {films}" if films else "",
        f"후원 {report.gifts.donations:,}번, **{KOREAN.won(report.gifts.won)}**"
        if report.gifts.donations
        else "",
        f"모델 비용: {KOREAN.microwon(report.spent.microwon)}"
        if report.spent is not None and report.spent.microwon
        else "",
    )
    return tuple(line for line in lines if line)


def file_name(report: Report, words: Words = KOREAN) -> str:
    """Of characters that every system takes."""
    day = datetime.fromtimestamp(report.since, KOREA)
    language = "" if words is KOREAN else f"-{words.lang}"
    return f"lovelm-report-{report.platform}-{day:%Y-%m-%d}{language}.html"
