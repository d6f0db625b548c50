"""No line of the service is cut in Chzzk's chat, however long the names in it are."""

import ast
from collections.abc import Awaitable
from pathlib import Path

import pytest

from adapters.chzzk.line import LONGEST, MARK, NAME_LONGEST, told, width
from bots.brain import Brain
from core.channels.programme_desk import LONGEST_NAME
from core.channels.settings import ChannelSettings
from core.commands.table import AI, COMMANDS, ENGLISH, find
from core.commands.typed import Typed
from core.corners.slot import Kind, Slot, Step, words
from core.events import Viewer
from core.labels import Platform, Role
from core.replies import Receipt
from tests.conftest import FakeClock, line
from tests.stores import Stores, stores

CORE = Path(__file__).parents[2] / "core"
# Where lines of the service are written.
FILES = (
    *(CORE / "commands").glob("*.py"), CORE / "listener.py", CORE / "poll.py", CORE / "polls.py",
    CORE / "channels/ignored.py", CORE / "channels/linking.py", CORE / "channels/waiting.py",
    CORE / "delivery/promises.py", CORE / "movies/saved.py", CORE / "stories/airing.py",
    CORE / "stories/box.py", CORE / "engine.py",
)  # fmt: skip
NICKNAMES = ("봄", "행복한고구마", "가" * 30, "🥔" * 30)
OURS = ("러블름", "이" * NAME_LONGEST, "🤖" + "이" * (NAME_LONGEST - 1))
HOLE = "열두글자쯤되는낱말이에"
# What only a slash command or the panels of Discord ever show.
ELSEWHERE = ("찜한 영화 ",)


def texts(file: Path) -> set[str]:
    """Every text for people in `file`, as long as names make it."""
    tree = ast.parse(file.read_text("utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = node.values
            text = "".join(str(p.value) if isinstance(p, ast.Constant) else HOLE for p in parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if text[-1:] in ".?`" and "(?:" not in text and any("가" <= one <= "힣" for one in text):
            found.add(text.strip())
    return {text for text in found if "\n" not in text and not text.startswith(ELSEWHERE)} - docs(
        tree
    )


def docs(tree: ast.Module) -> set[str]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {ast.get_docstring(node) or "" for node in ast.walk(tree) if isinstance(node, kinds)}


def whole(text: str) -> None:
    for ours in OURS:
        for viewer in ("", *NICKNAMES):
            said = told(ours, text, viewer)
            assert said.endswith(text), (said, viewer)
            assert width(said) <= LONGEST


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_text_that_is_written_down(file: Path) -> None:
    for text in texts(file):
        whole(text)


def test_most_of_them_were_found() -> None:
    assert sum(len(texts(file)) for file in FILES) > 80


async def answered(kept: Stores, text: str, nickname: str, now: float) -> str:
    """What the broadcaster of a channel on Chzzk is told."""
    channel = kept.channels.of(Platform.CHZZK, "c" * 32)
    where = {"platform": channel.platform, "channel": channel.key}
    event = line(text, name=nickname, roles=frozenset({Role.BROADCASTER}), **where)
    found = find(text, ChannelSettings())
    assert found is not None
    said = found[0].run(Typed(event, found[1], channel, kept.services, now, lambda _: None))
    return (await said if isinstance(said, Awaitable) else said) or ""


@pytest.mark.parametrize("nickname", NICKNAMES)
async def test_whatever_a_command_answers(
    brain: Brain, tmp_path: Path, clock: FakeClock, nickname: str
) -> None:
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        for name in COMMANDS:
            for text in (f"!럽 {name}", f"!럽 {name} 온유"):
                whole(await answered(kept, text, nickname, clock()))


@pytest.mark.parametrize("nickname", NICKNAMES)
async def test_the_help_names_every_command_and_its_reader(
    brain: Brain, tmp_path: Path, clock: FakeClock, nickname: str
) -> None:
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        said = await answered(kept, "!도움말", nickname, clock())
    shown = [name for name, command in COMMANDS.items() if command.shown and name not in ENGLISH]
    assert said.endswith(AI)
    assert [name for name in shown if f"!{name}" not in said] == []
    assert f"@{nickname[:6]}" in told("러블름", said, nickname)


async def test_the_help_explains_as_much_as_there_is_room_for(
    brain: Brain, tmp_path: Path, clock: FakeClock
) -> None:
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        said = await answered(kept, "!도움말", "행복한고구마", clock())
    assert said.startswith("!상담 [상담사] 고민 · !사연 이야기 · !영화 기분 · ")


async def test_whoever_is_there_is_named(brain: Brain, tmp_path: Path, clock: FakeClock) -> None:
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        said = await answered(kept, "!상담사", "봄", clock())
    assert [one.name for one in brain.personas.values() if one.name not in said] == []


def test_corners_and_votes() -> None:
    for kind in Kind:
        slot = Slot(id="s", name="가" * LONGEST_NAME, kind=kind, cron="0 0 * * *", minutes=120)
        for step in Step:
            whole(words(slot, step))


def test_a_receipt() -> None:
    whole(Receipt(Platform.CHZZK, "c", Viewer("v", "봄"), "e", 88, 5_940).text)


@pytest.mark.parametrize(
    ("length", "head"),
    [
        (83, f"[🤖러블름]{MARK} @행복한고구마 "),
        (84, f"[🤖러블름]{MARK} @행복한고… "),
        (86, f"[🤖러블름]{MARK} @행복… "),
        (87, f"[🤖러블름]{MARK} "),
        (92, f"[🤖]{MARK} "),
    ],
)
def test_names_give_way_before_words_do(length: int, head: str) -> None:
    text = "가" * length
    assert told("러블름", text, "행복한고구마") == head + text
