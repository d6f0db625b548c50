"""The studio's parts by themselves: what deeds take, who waits for whom, what a cookie proves."""

from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from adapters.studio.corner import CornerDeeds
from adapters.studio.deeds import SOUND_LIVES, Deeds
from adapters.studio.first import FirstDeeds
from adapters.studio.refusals import Refused
from adapters.studio.session import COOKIE, LIVES, Sessions, own_origin
from adapters.studio.state import Reader, difference
from adapters.topics.memory import MemoryTopic
from bots.brain import Brain
from core.channels.floor import Floor
from core.channels.guilds import Actor, Place
from core.channels.settings import Level
from core.errors import BadInput, TopicError
from core.events import Donation
from core.fleet.newsroom import Newsroom
from core.gifts.gift import Gift
from core.labels import Platform
from core.replies import Part, Reply
from core.show.prompter import Prompter
from core.turns import State
from tests.conftest import FakeClock
from tests.management import Management
from tests.security.naughty import NAUGHTY

HERE = Place(Platform.ROOM, "room")
STREAMER = Actor(id="invite:s", name="다람쥐", guild=None, at=HERE, may=Level.STREAMER)
# What a deed reads of what the page sends.
FIELDS: dict[str, dict[str, Any]] = {
    "answer_now": {"id": "x"},
    "skip": {"id": "x"},
    "unskip": {"id": "x"},
    "pause": {"on": True},
    "ignore": {"id": "v1", "name": "두부", "on": True},
    "release": {"id": "x"},
    "discard": {"id": "x"},
    "gift": {"donor": "귤", "amount": "1000", "text": "안녕", "key": "k"},
    "gift_checked": {"id": "x"},
    "alarm": {"id": "x"},
    "false_alarm": {"id": "x"},
    "say": {"persona": "onyu", "text": "안녕하세요", "key": "k"},
    "preview": {"persona": "onyu", "text": "안녕하세요"},
    "set": {"key": "renamed", "value": "상담=고민"},
    "first": {"mode": "called", "announcer": "channel", "bare": "few"},
    "keep": {},
    "cap": {"won": 5},
    "address": {"of": "overlay"},
    "renew": {"of": "overlay"},
    "invite": {"name": "다람쥐", "level": "manager"},
    "revoke": {"id": "x"},
    "quiet": {},
    "resume": {},
    "test_overlay": {},
    "open": {},
    "close": {},
    "take": {},
    "release_video": {},
    "story_approve": {"id": "x", "text": "안녕"},
    "story_refuse": {"id": "x", "reason": "안녕"},
    "story_undo": {"id": "x"},
    "story_read": {"id": "x"},
    "gift_show": {"id": "x"},
    "gift_hide": {"id": "x"},
    "gift_skip": {"id": "x"},
    "programme_add": {"name": "라디오", "kind": "radio", "cron": "0 23 * * *", "minutes": 60},
    "programme_remove": {"id": "x"},
    "programme_undo": {"id": "x"},
}
# Each try of these is a commit.
WRITTEN = ("ignore", "set", "invite", "cap", "renew", "say")
ODD = (None, True, 0, -1, 1.5, 10**30, [], [1], {}, {"a": 1}, "x" * 100_000)


class Voice:
    """Any text as nothing to hear; what it was given."""

    label = ""

    def __init__(self) -> None:
        self.spoken: list[str] = []

    async def speak(self, text: str, voice: object) -> Any:
        self.spoken.append(text)
        return SimpleNamespace(wav=b"RIFF")


class Stage:
    def __init__(self) -> None:
        self.taken: list[Reply] = []

    def take(self, reply: Reply) -> None:
        self.taken.append(reply)

    def watched(self, platform: Platform, channel: str) -> bool:
        return False


class Away:
    """Redis, while it is."""

    async def put(self, reply: Reply) -> None:
        raise TopicError("away")


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def deeds(management: Management, brain: Brain, clock: FakeClock, stage: Stage) -> Deeds:
    behind = management.backstage

    async def give(event: Donation) -> Gift:
        return Gift(event=event)

    async def given(id: str) -> Gift | None:
        return None

    behind.give, behind.given = give, given
    behind.prompter = Prompter(
        brain.personas, brain.words, management.channels, management.turns,
        MemoryTopic[Reply](("say",)), stage, stage, lambda _: Voice(), clock,  # type: ignore[arg-type]
    )  # fmt: skip
    found = Deeds(behind, clock)
    found.table |= CornerDeeds(management.console).table | FirstDeeds(management.console).table
    return found


async def tried(deeds: Deeds, body: dict[str, Any]) -> None:
    """Done or refused; anything else is a fault."""
    try:
        done = await deeds.do(STREAMER, HERE, body)
    except (BadInput, Refused):
        return
    assert msgspec.json.encode(done)


async def test_every_deed_is_tried_here(deeds: Deeds) -> None:
    assert {*FIELDS} == {*deeds.table}


@pytest.mark.parametrize("deed", [deed for deed, fields in FIELDS.items() if fields])
async def test_naughty_strings_in_every_field_are_done_or_refused(
    deeds: Deeds, management: Management, deed: str
) -> None:
    for key in FIELDS[deed]:
        for value in (*NAUGHTY[:: 9 if deed in WRITTEN else 2], *ODD):
            await tried(deeds, {"do": deed} | FIELDS[deed] | {key: value})
        without = {name: value for name, value in FIELDS[deed].items() if name != key}
        await tried(deeds, {"do": deed} | without)
    while management.errands:  # whatever was noted can be written down
        await management.errands.pop(0)()


async def test_what_is_said_goes_the_way_of_every_answer(
    deeds: Deeds, management: Management, stage: Stage
) -> None:
    body = {"do": "say", "persona": "onyu", "text": "  봄이에요.\n어서 와요. ", "key": "k"}
    await deeds.do(STREAMER, HERE, body)
    await deeds.do(STREAMER, HERE, body)  # its answer was lost
    (reply,) = stage.taken
    assert (reply.chat, reply.speech, reply.persona) == ("봄이에요. 어서 와요.",) * 2 + ("onyu",)
    (stored,) = await management.turns.unfinished(0.0)
    assert stored[2] == reply
    assert stored[0].script == (Part("onyu", "온유", reply.chat),), "nobody says it otherwise"
    assert stored[0].in_chat
    await deeds.do(STREAMER, HERE, body | {"key": "k2"})
    assert len(stage.taken) == 2, "said again on purpose"


async def test_what_is_said_while_redis_is_away_is_kept_and_said_once(
    deeds: Deeds, management: Management, stage: Stage
) -> None:
    management.backstage.prompter._replies = Away()  # type: ignore[assignment]
    body = {"do": "say", "persona": "onyu", "text": "어서 와요.", "key": "k"}
    assert await deeds.do(STREAMER, HERE, body) == {"ok": True, "aloud": False}
    assert await deeds.do(STREAMER, HERE, body) == {"ok": True, "aloud": False}
    ((_, state, reply),) = await management.turns.unfinished(0.0)
    assert (state, [reply]) == (State.ANSWERED, stage.taken), "for whoever looks for what is lost"


async def test_a_sound_is_its_askers_for_a_while(deeds: Deeds, clock: FakeClock) -> None:
    done = await deeds.do(STREAMER, HERE, {"do": "preview", "persona": "onyu", "text": "안녕"})
    secret = done["audio"].rpartition("/")[2]
    other = Actor(id="invite:o", name="남", guild=None, at=HERE, may=Level.STREAMER)
    assert deeds.sound(secret, STREAMER) == b"RIFF"
    assert deeds.sound(secret, other) is None
    assert deeds.sound("other", STREAMER) is None
    clock.tick(SOUND_LIVES)
    assert deeds.sound(secret, STREAMER) is None


def test_only_what_changed_is_told() -> None:
    before = {"a": [1], "b": None}
    assert difference(before, {"a": [1], "b": 2, "c": False}) == {"b": 2, "c": False}
    assert difference({}, before) == before


def test_a_cookie_is_of_one_installation_and_has_its_own_proof() -> None:
    ours, theirs = Sessions(b"a" * 16, secure=True), Sessions(b"b" * 16, secure=False)
    response = web.Response()
    session = ours.begin(response, "i1", secure=False)
    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/studio")
    assert cookie["secure"]
    assert cookie["max-age"] == str(LIVES)
    asked = make_mocked_request("GET", "/studio", headers={"Cookie": f"{COOKIE}={cookie.value}"})
    assert ours.of(asked) == session
    assert theirs.of(asked) is None
    again = ours.begin(web.Response(), "i1", secure=False)
    assert again.csrf != session.csrf
    for forged in ("", "i1", f"i2{cookie.value[2:]}", cookie.value[:-1], "가", "x" * 5_000):
        request = SimpleNamespace(cookies={COOKIE: forged})
        assert ours.of(request) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        ("http://127.0.0.1:8080", True), ("https://127.0.0.1:8080", True),
        ("HTTP://127.0.0.1:8080", True), ("http://127.0.0.1", False), ("null", False), ("", False),
        ("http://127.0.0.1:8080.evil.example", False), ("http://evil.example", False),
        ("ws://127.0.0.1:8080", False), ("http://127.0.0.1:8080@evil.example", False),
    ],
)  # fmt: skip
def test_the_origin_is_the_very_host(origin: str, own: bool) -> None:
    headers = {"Host": "127.0.0.1:8080", "Origin": origin}
    assert own_origin(make_mocked_request("POST", "/studio/do", headers=headers)) is own


async def test_what_can_be_read_is_while_the_chat_process_is_away(
    management: Management, clock: FakeClock
) -> None:
    reader = Reader(management.backstage, clock)
    console = management.console
    reader.reads = CornerDeeds(console).reads
    assert {"corner", "stories", "gift_words", "parts"} <= (await reader.slow(HERE)).keys()
    console.floor = Floor(management.channels, Newsroom(), lambda _: False, shows=False)
    assert not (await reader.quick(HERE))["answering"]
    found = await reader.slow(HERE)
    assert {"corner", "stories", "gifts", "to_check", "parts"} <= found.keys()
    assert found.keys().isdisjoint({"held", "gift_words"}), "the last that was known is shown"
