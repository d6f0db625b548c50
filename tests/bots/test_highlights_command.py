"""`lovelm highlights`, as a streamer runs it after a stream."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from bots import cli, settings
from bots.database import open_ours
from bots.settings import data_folder
from core.labels import Emotion, Intent, Platform
from core.replies import Part
from core.reports.mark import Mark, MarkKind, left_out
from core.stories.story import Consents, Story, StoryState
from core.turns import Reason, State
from storage.marks import SqlMarks
from storage.stories import SqlStories
from storage.turns import SqlTurns
from tests.conftest import FakeClock
from tests.core.test_captions import read_srt, read_vtt
from tests.core.test_highlights import ANSWER
from tests.streams import CHANNEL, EVENING, NAMES, READ_IGNORED, Evening, person, reply

LIGHT: dict[str, Any] = {
    "text": "오늘 날씨 좋네요", "reason": Reason.TALK, "intent": Intent.SMALLTALK,
    "emotion": Emotion.NEUTRAL,
}  # fmt: skip
HIDDEN = (*NAMES, "답이 없던", "파란우산", "3일째", "졸린 두부", "770000", "770001")


@pytest.fixture
def stream(own_folder: Path, clock: FakeClock) -> None:
    asyncio.run(_stream(clock))


async def _stream(clock: FakeClock) -> None:
    options = settings.load()
    async with open_ours(options, data_folder(options)) as engine:
        there, marks = Evening(engine, clock), SqlMarks(engine)
        turns, stories = SqlTurns(engine, clock), SqlStories(engine, clock)
        await there.tell(0, 1)
        await there.give(400, 1, 50_000)
        story = Story(
            id="s1", platform=Platform.TWITCH, channel=CHANNEL, viewer=person(0).id, airs=1,
            pseudonym="졸린 두부", text=READ_IGNORED, consents=Consents(True, shorts=True),
            at=EVENING, moved_at=EVENING, state=StoryState.ANSWERED, read_at=EVENING + 700,
        )  # fmt: skip
        await stories.add(story)
        parts = (Part("onyu", "온유", ANSWER), Part("raon", "라온", ANSWER))
        told: dict[str, Any] = {"reason": Reason.STORY, "state": State.ACCEPTED}
        for id, after, said in ((story.reading, 700, ()), (story.reactions, 760, parts)):
            turn = await there.tell(after, 0, id=id, together=bool(said), **told)
            await turns.answered(turn.id, reply(turn, parts=said, speech=ANSWER))
            await turns.move(turn.id, State.SAYING)
            await turns.move(turn.id, State.SAID)
        await there.tell(1_200, 2)
        for after, title in ((1_205, "답이 없던 그 사람"), (1_800, "오늘의 <명언> #1")):
            mark = Mark(
                id=f"mark:{after}", platform=Platform.TWITCH, channel=CHANNEL, viewer="twitch:m",
                at=EVENING + after, kind=MarkKind.MARK, title=title,
            )  # fmt: skip
            await marks.add(mark)
        await there.tell(2_400, 1, also=(person(0), person(2)))
        await there.tell(4_800, 1, also=(person(0), person(2)), **LIGHT)


async def _disclosed(viewer: str) -> None:
    options = settings.load()
    async with open_ours(options, data_folder(options)) as engine:
        await SqlMarks(engine).add(left_out(Platform.TWITCH, CHANNEL, viewer, EVENING + 5_000))


def test_a_page_and_captions_of_the_last_stream(
    own_folder: Path, stream: None, capfd: pytest.CaptureFixture[str]
) -> None:
    (own_folder / "clips").mkdir()
    (own_folder / "clips" / "09.srt").write_text("of an earlier run")
    assert cli.main(["highlights", "-o", "clips"]) == 0
    assert capfd.readouterr().out == "clips: twitch/1337, 5 moments, 1 with a script\n"
    folder = own_folder / "clips"
    page = (folder / "highlights.md").read_text("utf-8")
    assert {file.name for file in folder.iterdir()} == {"highlights.md", "05.srt", "05.vtt"}
    heads = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert heads == [
        "01. 매니저가 표시한 순간", "02. 매니저가 표시한 순간", "03. 50,000원 후원",
        "04. 3명이 함께 물은 이야기", "05. 함께 나눈 사연",
    ]  # fmt: skip
    for told in (
        r"- 제목: 오늘의 \<명언\> \#1", "- 시각: 20:19:55 – 20:20:08", "- 다시보기: 00:19:55 – 00:20:08",
        "읽씹 고민을 담은 사연이 왔어요.", "사연을 보낸 분이 쇼츠에 써도 된다고 했어요.", "상담사는 AI예요",
    ):  # fmt: skip
        assert told in page, told
    srt, vtt = ((folder / f"05.{kind}").read_text("utf-8") for kind in ("srt", "vtt"))
    assert read_srt(srt) == read_vtt(vtt)
    assert 30.0 <= read_srt(srt)[-1].end <= 60.0
    for text in (page, srt, vtt):
        assert not [trace for trace in HIDDEN if trace in text]


def test_the_report_has_the_same_times_and_nothing_else(own_folder: Path, stream: None) -> None:
    assert cli.main(["report", "-o", "a.html"]) == 0
    html = (own_folder / "a.html").read_text("utf-8")
    assert "<h2>하이라이트</h2>" in html
    assert "20:19:55 – 20:20:08" in html
    assert "00:19:55 – 00:20:08" in html
    assert not [trace for trace in (*HIDDEN, "명언", "표시한") if trace in html]


def test_nothing_of_who_disclosed_even_later(
    own_folder: Path, stream: None, capfd: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(_disclosed(person(0).id))
    assert cli.main(["highlights", "-o", "clips"]) == 0
    page = (own_folder / "clips" / "highlights.md").read_text("utf-8")
    assert "3 moments, 0 with a script" in capfd.readouterr().out
    assert "사연" not in page
    assert "함께 물은" not in page


def test_a_time_is_where_the_recording_begins(own_folder: Path, stream: None) -> None:
    assert cli.main(["highlights", "--from", "2026-11-22 20:10", "-o", "clips"]) == 0
    page = (own_folder / "clips" / "highlights.md").read_text("utf-8")
    assert "- 다시보기: 00:09:55 – 00:10:08" in page
    assert "50,000" not in page


def test_what_cannot_be_made_is_said(
    own_folder: Path, stream: None, capfd: pytest.CaptureFixture[str]
) -> None:
    (own_folder / "file").write_text("")
    assert cli.main(["highlights", "-o", "file"]) == 2
    assert "cannot be written" in capfd.readouterr().err
    early = ["highlights", "--from", "2026-11-22 20:00", "--to", "2026-11-22 20:01"]
    assert cli.main([*early, "-o", "clips"]) == 2
    assert "no moment of that time stands out" in capfd.readouterr().err
    assert cli.main(["highlights", "--channel", "chzzk/x", "-o", "clips"]) == 2
    assert "nothing is kept of chzzk/x" in capfd.readouterr().err
    assert not (own_folder / "clips").exists()
