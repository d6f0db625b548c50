"""`lovelm report`, as a streamer runs it after a stream."""

import asyncio
from pathlib import Path

import pytest

from bots import cli, settings
from bots.commands.report import _begin, _end
from bots.database import open_ours
from bots.settings import data_folder
from tests.conftest import FakeClock
from tests.streams import EVENING, NAMES, Evening, evening, person

WORDS = ("파란우산", "선배", "노란우산", "그냥요")


@pytest.fixture
def stream(own_folder: Path, clock: FakeClock) -> None:
    asyncio.run(_stream(clock))


async def _stream(clock: FakeClock) -> None:
    options = settings.load()
    async with open_ours(options, data_folder(options)) as engine:
        await evening(engine, clock)
        await Evening(engine, clock, 500).tell(100, 0, channel="7")


def test_the_last_stream_of_the_channel_that_was_active_last(
    own_folder: Path, stream: None, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["report"]) == 0
    name = "lovelm-report-twitch-2026-11-22.html"
    assert capfd.readouterr().out == f"{name}: twitch/1337, 5 answered, 3 not, 4 gifts\n"
    html = (own_folder / name).read_text("utf-8")
    for told in (
        "트위치 봄소풍", "20:00 – 20:20 · 20분", "17,000원", "두부의 &lt;모험&gt; (2001)",
        "추천 1 · 찜 1", "TMDB의 자료예요", "읽씹", "짝사랑", "인사가 나왔는지 확인해 주세요",
        "답이 너무 늦어져서 하지 않았어요", "리포트를 만들 때 아직 답하는 중이었어요",
    ):  # fmt: skip
        assert told in html, told
    hidden = (*WORDS, *NAMES, *(person(number).id for number in range(3)), "770000")
    assert not [trace for trace in hidden if trace in html]


def test_it_is_in_english_where_that_is_asked_for(own_folder: Path, stream: None) -> None:
    assert cli.main(["report", "--english"]) == 0
    html = (own_folder / "lovelm-report-twitch-2026-11-22-en.html").read_text("utf-8")
    for told in (
        '<html lang="en">', "Twitch 봄소풍", "Sun 22 Nov 2026 20:00 – 20:20 · 20 minutes", "₩17,000",
        "1× · 1 saved", "Left on read", "Having a crush", "Please check that the thanks were seen",
    ):  # fmt: skip
        assert told in html, told
    hidden = (*WORDS, *NAMES, *(person(number).id for number in range(3)), "770000")
    assert not [trace for trace in hidden if trace in html]


def test_channel_and_time_may_be_chosen(
    own_folder: Path, stream: None, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["report", "--channel", "twitch:7", "-o", "a.html"]) == 0
    assert "twitch/7, 1 answered, 0 not, 0 gifts" in capfd.readouterr().out
    there = ["report", "--channel", "twitch/1337", "-o", "b.html"]
    assert cli.main([*there, "--to", "2026-11-22 20:00"]) == 0
    assert "2 answered" in capfd.readouterr().out
    assert cli.main([*there, "--from", "2026-11-22 20:06", "--to", "2026-11-22"]) == 0
    assert "2 answered, 3 not, 4 gifts" in capfd.readouterr().out
    assert cli.main([*there, "--from", "2026-11-22T11:10:00+00:00"]) == 0
    assert "0 answered, 3 not, 4 gifts" in capfd.readouterr().out


def test_nothing_is_told_with_what_there_is(
    own_folder: Path, stream: None, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["report", "--channel", "chzzk/x"]) == 2
    said = "lovelm: nothing is kept of chzzk/x; there is twitch/1337, twitch/7\n"
    assert capfd.readouterr().err == said
    assert cli.main(["report", "--from", "2026-11-01", "--to", "2026-11-02"]) == 2
    assert "its last stream was from 2026-11-22 20:00 to 2026-11-22 20:20" in capfd.readouterr().err
    assert cli.main(["report", "--from", "2026-11-02", "--to", "2026-11-01"]) == 2
    assert "--to is not after --from" in capfd.readouterr().err
    assert cli.main(["report", "-o", "no/such/folder.html"]) == 2
    assert "cannot be written" in capfd.readouterr().err
    assert not list(own_folder.glob("*.html"))


def test_before_any_stream(own_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["report"]) == 2
    assert "nothing is kept yet" in capfd.readouterr().err


@pytest.mark.parametrize(
    "wrong", [["--channel", "twitch"], ["--channel", "x/1"], ["--from", "어제"]]
)
def test_what_cannot_be_read_is_named(
    own_folder: Path, wrong: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["report", *wrong])
    assert end.value.code == 2
    assert wrong[1] in capfd.readouterr().err


def test_times_are_korean() -> None:
    assert _begin("2026-11-22 20:00") == EVENING
    assert _end("2026-11-22") == _begin("2026-11-23")
