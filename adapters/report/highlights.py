"""The best moments of a stream in one page of Markdown, and the files of their captions."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from adapters.report.korean import KOREAN
from adapters.report.words import span_of
from core.reports.captions import srt, vtt
from core.reports.highlights import Moment, Why, clip
from core.reports.kept import Kept
from core.reports.shorts import Script

PAGE: Final = "highlights.md"


class Picked(Struct, frozen=True):
    """A moment, with its script where one can be made."""

    moment: Moment
    script: Script | None


def files(kept: Kept, picked: Sequence[Picked]) -> dict[str, str]:
    """Contents by file names; captions are numbered as their moments are."""
    made = {PAGE: "\n".join(_page(kept, picked)) + "\n"}
    for number, one in enumerate(picked, 1):
        if one.script is not None:
            made[f"{number:02}.srt"] = srt(one.script.captions)
            made[f"{number:02}.vtt"] = vtt(one.script.captions)
    return made


def _page(kept: Kept, picked: Sequence[Picked]) -> Iterator[str]:
    where = KOREAN.platform(kept.platform)
    yield f"# {where} {plain(kept.name or kept.channel)} 하이라이트"
    yield ""
    yield KOREAN.span(kept.since, kept.until)
    yield ""
    yield "시각은 한국 시각이고, ‘다시보기’는 기록이 시작된 때부터 잰 시간이에요."
    yield "녹화가 다른 때 시작됐다면 `--from`에 그 시각을 적어 다시 만들어 주세요."
    for number, one in enumerate(picked, 1):
        yield from ("", *_moment(number, one, kept))


def _moment(number: int, picked: Picked, kept: Kept) -> Iterator[str]:
    span, whys = picked.moment.span, picked.moment.whys
    yield f"## {number:02}. {' · '.join(WHYS[why].format(whys[why]) for why in whys)}"
    yield ""
    yield f"- 시각: {span_of(span)}"
    yield f"- 다시보기: {' – '.join(clip(picked.moment, kept).offsets)}"
    for title in picked.moment.titles:
        yield f"- 제목: {plain(title)}"
    if picked.script is None:
        yield f"- 쇼츠 대본: {NO_SCRIPT}"
        return
    yield f"- 자막: {number:02}.srt, {number:02}.vtt"
    if picked.moment.story is not None:
        yield "- 사연을 보낸 분이 쇼츠에 써도 된다고 했어요."
    yield ""
    yield f"### 쇼츠 대본 ({round(picked.script.seconds)}초)"
    for line in picked.script.lines:
        yield ""
        yield f"**{plain(line.speaker or '내레이션')}:** {plain(line.text)}"


def plain(text: str) -> str:
    """`text` with nothing in it that Markdown or HTML takes for its own."""
    return _MARKED.sub(r"\\\g<0>", text)


_MARKED: Final = re.compile(r"[\\`*_{}\[\]<>#|&]")
NO_SCRIPT: Final = (
    "없어요. 쇼츠에 써도 되는지 묻지 않은 고민이거나, 상담사의 말만으로는 30초를 채울 수 없어요."
)
WHYS: Final = {
    Why.MARK: "매니저가 표시한 순간",
    Why.VOTE: "{:,}명이 투표한 이야기",
    Why.GIFT: "{:,}원 후원",
    Why.ASKED: "{:,}명이 함께 물은 이야기",
    Why.STORY: "함께 나눈 사연",
    Why.HINT: "시청자 {:,}명이 표시한 순간",
}
