"""Codes that prove whose a stream is and who somebody is elsewhere."""

from pathlib import Path

from core.channels.codes import LIVES, TRIES, TYPISTS, Codes
from core.channels.guilds import Place
from core.events import Viewer
from core.labels import Platform, Role
from core.replies import CHAT_LIMIT
from core.viewers.consent import Asked
from storage.codes import SqlCodes
from storage.database import open_database
from tests.conftest import FakeClock, line
from tests.management import Management, agree, broadcaster, managed, viewer_line

STREAM = Place(Platform.TWITCH, "77", "봄소풍")
ELSEWHERE = Place(Platform.CHZZK, "ab", "겨울밤")
WRONG = "코드가 맞지 않거나"
VIEWER = Viewer("twitch:5", "두부")


async def test_a_code_counts_once_and_five_minutes(tmp_path: Path, clock: FakeClock) -> None:
    async with open_database(tmp_path / "test.db") as engine:
        codes = Codes(SqlCodes(engine), clock)
        code = await codes.issue("stream", b"g1")
        assert len(code) == 6
        assert await codes.take("viewer", code, "t1") is None, "another kind of code"
        assert await codes.take("stream", f" {code} ", "t1") == b"g1"
        assert await codes.take("stream", code, "t1") is None
        late = await codes.issue("stream", b"g1")
        clock.tick(LIVES)
        assert await codes.take("stream", late, "t2") is None


async def test_who_guesses_is_refused_for_a_while(tmp_path: Path, clock: FakeClock) -> None:
    async with open_database(tmp_path / "test.db") as engine:
        codes = Codes(SqlCodes(engine), clock)
        for _ in range(TRIES):
            assert await codes.take("stream", "not-one", "guesser") is None
        code = await codes.issue("stream", b"g1")
        assert await codes.take("stream", code, "guesser") is None, "even the right one"
        assert await codes.take("stream", code, "another") == b"g1"
        clock.tick(LIVES)
        code = await codes.issue("stream", b"g1")
        assert await codes.take("stream", code, "guesser") == b"g1"


async def test_guessers_are_remembered_within_bounds(tmp_path: Path, clock: FakeClock) -> None:
    async with open_database(tmp_path / "test.db") as engine:
        codes = Codes(SqlCodes(engine), clock)
        for number in range(TYPISTS + 5):
            codes._wrong[f"t{number}"] = [clock()]
        await codes.take("stream", "not-one", "last")
        assert len(codes._wrong) == TYPISTS + 5, "one goes for the one that came"


async def test_a_broadcaster_links_a_stream(management: Management) -> None:
    linking = management.linking
    code = await linking.stream_code("g1")
    viewer = line("!연동", "twitch:5", platform=Platform.TWITCH, channel="77")
    assert "방송하는 분이" in await linking.type_stream_code(viewer, code)
    room = line("!연동", "v", roles=frozenset({Role.BROADCASTER}))
    assert "방송하는 분이" in await linking.type_stream_code(room, code)
    assert (await linking.type_stream_code(broadcaster(STREAM), "000")).startswith(WRONG)
    assert (await linking.type_stream_code(broadcaster(STREAM), code)).startswith("연동됐어요")
    assert linking.streams("g1") == [STREAM]
    assert linking.name_of(Platform.TWITCH, "77") == "봄소풍"
    assert (await linking.type_stream_code(broadcaster(ELSEWHERE), code)).startswith(WRONG)


async def test_a_stream_has_one_guild(tmp_path: Path, clock: FakeClock) -> None:
    async with managed(tmp_path / "kept.db", clock) as management:
        await management.link(STREAM, "g1")
        await management.link(ELSEWHERE, "g1")
        await management.link(STREAM, "g2")
        assert management.linking.streams("g1") == [ELSEWHERE]
    async with managed(tmp_path / "kept.db", clock) as management:
        assert management.linking.guild_of(Platform.TWITCH, "77") == "g2"
        await management.linking.unlink_stream(STREAM)
        assert management.linking.name_of(Platform.TWITCH, "77") == ""
    async with managed(tmp_path / "kept.db", clock) as management:
        assert management.linking.guild_of(Platform.TWITCH, "77") is None


async def test_an_account_is_linked_by_code_and_word(management: Management) -> None:
    linking, people = management.linking, management.people
    code = await linking.viewer_code("discord:1")
    assert await linking.claim("discord:1") is None
    private = viewer_line(Viewer("discord:2", "남"), Platform.DISCORD)
    assert "디스코드 말고" in await linking.type_viewer_code(private, code)
    said = await agree(linking, viewer_line(VIEWER), code)
    assert "두부" not in said
    assert people.of("twitch:5") == "twitch:5", "nothing counts before the word"
    claim = await linking.claim("discord:1")
    assert claim is not None
    assert (claim.viewer, claim.name, claim.platform) == ("twitch:5", "두부", Platform.TWITCH)
    assert await linking.claim("discord:1") == claim, "looking does not use it up"
    assert await linking.claim("discord:2") is None
    assert await linking.confirm("discord:1", "twitch:5") == claim
    assert people.of("twitch:5") == people.of("discord:1") != "discord:1"
    assert linking.accounts("twitch:5") == ["discord:1", "twitch:5"]
    assert await linking.confirm("discord:1", "twitch:5") is None
    assert await linking.unlink("twitch:5") == 2
    assert people.of("discord:1") == "discord:1"


async def test_a_strangers_code_links_nothing_before_its_warning_is_read(
    management: Management, clock: FakeClock
) -> None:
    linking, typed = management.linking, viewer_line(VIEWER)
    code = await linking.viewer_code("discord:stranger")
    other = await linking.viewer_code("discord:other")
    warning = await linking.type_viewer_code(typed, f"{code} 네")
    assert f"`!연결 {code} 네`" in warning
    assert len(warning) <= min(CHAT_LIMIT.values())
    for words in (code, f"{code} 아니요", f" {code}  뭐예요", f"{other} 네"):
        assert "지울 수 있어요" in await linking.type_viewer_code(typed, words)
    stranger = viewer_line(Viewer("twitch:6", "남"))
    assert "지울 수 있어요" in await linking.type_viewer_code(stranger, f"{code} 네")
    clock.tick(LIVES)
    code = await linking.viewer_code("discord:stranger")
    await linking.type_viewer_code(typed, code)
    assert await linking.claim("discord:stranger") is None
    assert "디스코드로 돌아가서" in await linking.type_viewer_code(typed, f"{code} 네")
    assert await linking.claim("discord:stranger") is not None


async def test_a_yes_long_after_the_warning_does_not_count(clock: FakeClock) -> None:
    asked = Asked(clock, LIVES)
    asked.ask("v", "code")
    clock.tick(LIVES)
    assert not asked.take("v", "code")
    asked.ask("v", "code")
    assert asked.take("v", "code")
    assert not asked.take("v", "code"), "once"


async def test_nobodys_words_are_said_as_a_code(management: Management) -> None:
    for words in ("", "무료쿠폰 네", "12345", "1234567 네", "１２３４５６"):
        said = await management.linking.type_viewer_code(viewer_line(VIEWER), words)
        assert said.startswith(WRONG)


async def test_a_claim_of_another_account_or_too_late_is_none(
    management: Management, clock: FakeClock
) -> None:
    linking = management.linking
    for late in (False, True):
        code = await linking.viewer_code("discord:1")
        await agree(linking, viewer_line(VIEWER), code)
        clock.tick(LIVES if late else 0)
        account = "twitch:5" if late else "twitch:6"
        assert await linking.confirm("discord:1", account) is None
        assert await linking.confirm("discord:1", "twitch:5") is None, "the claim is gone"
    code = await linking.viewer_code("discord:1")
    await agree(linking, viewer_line(VIEWER), code)
    await linking.refuse("discord:1")
    assert await linking.claim("discord:1") is None
    assert management.people.accounts("twitch:5") == ["twitch:5"]


async def test_links_join_whole_people_and_outlive_a_restart(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with managed(tmp_path / "kept.db", clock) as management:
        people = management.people
        await people.link("discord:1", "twitch:1")
        await people.link("chzzk:1", "discord:2")
        await people.link("twitch:1", "chzzk:1")
        await people.link("discord:8", "twitch:8")
    async with managed(tmp_path / "kept.db", clock) as management:
        people = management.people
        everything = ["chzzk:1", "discord:1", "discord:2", "twitch:1"]
        assert people.accounts("discord:2") == everything
        assert people.of("twitch:8") != people.of("twitch:1")
        assert await people.unlink("twitch:1") == 4
        assert await people.unlink("twitch:1") == 0
        assert people.accounts("twitch:8") == ["discord:8", "twitch:8"]
    async with managed(tmp_path / "kept.db", clock) as management:
        assert management.people.accounts("chzzk:1") == ["chzzk:1"]
