"""The streamer's OBS, against a local one that speaks its protocol."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from adapters.obs import obs as parts
from adapters.obs import protocol
from adapters.obs.obs import AWAY, NO_MICROPHONE, NO_SUCH, REFUSED, Obs
from adapters.simulated.obs import SILENT, SimulatedObs
from core.errors import PlatformError
from core.show.taking import Hearing
from tests.conftest import until

MICROPHONE, VIDEO = "마이크/AUX", "영상 후원"
LOUD = 0.3


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.supervise.backoff", lambda _: 0.05)
    monkeypatch.setattr(parts, "HEARD_WITHIN", 1.0)


@asynccontextmanager
async def listening(server: SimulatedObs, **about: Any) -> AsyncIterator[Obs]:
    obs = Obs(server.url, **{"password": server.password} | about)
    task = asyncio.create_task(obs.run())
    try:
        yield obs
    finally:
        task.cancel()
        await asyncio.wait({task})


@pytest.fixture
async def server() -> AsyncIterator[SimulatedObs]:
    async with SimulatedObs(password="비밀 pass").serve() as server:
        yield server


def is_(obs: Obs, hearing: Hearing) -> Callable[[], bool]:
    return lambda: obs.hearing is hearing


def test_the_answer_to_a_challenge_is_as_documented() -> None:
    challenge = protocol.Challenge(
        "+IxH4CnCiqpX1rM9scsNynZzbOe4KhDeYcTNS3PDaeY=",
        "lM1GncleQOaCu9lT1yeUZhFYnqhsLLP1G5lAGo3ixaI=",
    )
    answer = protocol.answer("supersecretpassword", challenge)
    assert answer == "1Ct943GAT+6YQUUX47Ia/ncufilbe6+oD6lY+5kaCu4="


async def test_the_streamer_is_heard(server: SimulatedObs) -> None:
    async with listening(server) as obs:
        told: list[Hearing] = []
        obs.changed = lambda: told.append(obs.hearing)
        assert (obs.hearing, obs.problems) == (Hearing.AWAY, {"obs": AWAY})
        await until(is_(obs, Hearing.SILENT))
        assert (obs.microphones, obs.problems) == ((MICROPHONE,), {})
        server.levels[MICROPHONE] = LOUD
        began = time.monotonic()
        await until(is_(obs, Hearing.SPEAKING))
        assert time.monotonic() - began < 1.0
        server.levels[MICROPHONE] = SILENT
        began = time.monotonic()
        await until(is_(obs, Hearing.SILENT))
        assert time.monotonic() - began > 1.3
        assert told == [Hearing.SPEAKING, Hearing.SILENT, Hearing.SPEAKING, Hearing.SILENT]


@pytest.mark.parametrize("how", ["muted", "other scene", "softer than asked"])
async def test_what_viewers_do_not_hear_is_silence(server: SimulatedObs, how: str) -> None:
    server.levels[MICROPHONE] = LOUD
    if how == "muted":
        server.muted.add(MICROPHONE)
    elif how == "other scene":
        server.levels = {VIDEO: LOUD}
    async with listening(server, threshold=-5.0 if how.startswith("softer") else -40.0) as obs:
        await until(is_(obs, Hearing.SILENT))


async def test_until_silence_was_heard_the_streamer_may_be_speaking(server: SimulatedObs) -> None:
    server.levels[MICROPHONE] = LOUD
    async with listening(server) as obs:
        await until(lambda: obs.connected)
        assert obs.hearing is Hearing.SPEAKING


async def test_a_connection_that_is_cut_is_made_again(server: SimulatedObs) -> None:
    async with listening(server) as obs:
        await until(is_(obs, Hearing.SILENT))
        server.cut()
        await until(is_(obs, Hearing.AWAY))
        await until(lambda: server.sessions == 2)
        await until(is_(obs, Hearing.SILENT))


async def test_an_obs_that_hangs_is_left(
    server: SimulatedObs, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(server) as obs:
        await until(lambda: obs.connected)
        monkeypatch.setattr("adapters.simulated.obs.EVERY", 1_000.0)
        await until(is_(obs, Hearing.AWAY))
        assert obs.problems == {"obs": AWAY}


async def test_obs_may_come_later() -> None:
    async with SimulatedObs().serve() as gone:
        port = int(gone.url.rpartition(":")[2])
    async with listening(gone) as obs:
        await asyncio.sleep(0.2)
        assert obs.problems == {"obs": AWAY}
        async with SimulatedObs().serve(port):
            await until(is_(obs, Hearing.SILENT))


@pytest.mark.parametrize("password", ["", "틀린 것"])
async def test_a_wrong_password_is_said(server: SimulatedObs, password: str) -> None:
    async with listening(server, password=password) as obs:
        await until(lambda: server.refused > 1)
        assert (obs.hearing, obs.problems) == (Hearing.AWAY, {"obs": REFUSED})
    assert server.sessions == 0
    with pytest.raises(PlatformError, match="password"):
        await Obs(server.url, password).look()


async def test_without_a_password_none_is_needed() -> None:
    async with SimulatedObs().serve() as server:
        obs = Obs(server.url, "anything")
        await obs.look()
        assert obs.microphones == (MICROPHONE,)


@pytest.mark.parametrize(
    ("special", "chosen", "found", "problem"),
    [
        ({"mic1": MICROPHONE, "mic2": "둘째"}, "", (MICROPHONE, "둘째"), None),
        ({"mic1": None, "desktop1": "데스크탑 오디오"}, "", (MICROPHONE,), None),
        ({"mic1": MICROPHONE}, "데스크탑 오디오", ("데스크탑 오디오",), None),
        ({"mic1": MICROPHONE}, "없는 것", (), NO_SUCH),
    ],
)
async def test_which_input_is_the_microphone(
    server: SimulatedObs, special: dict[str, str | None], chosen: str, found: tuple[str, ...],
    problem: str | None,
) -> None:  # fmt: skip
    server.special = special
    obs = Obs(server.url, server.password, chosen)
    await obs.look()
    assert obs.microphones == found
    assert obs.problems.get("obs") == problem
    assert (obs.hearing is Hearing.AWAY) is (problem is not None)


async def test_a_microphone_may_come_later(server: SimulatedObs) -> None:
    server.special, server.inputs = {}, {}
    async with listening(server) as obs:
        await until(lambda: obs.problems == {"obs": NO_MICROPHONE})
        assert obs.hearing is Hearing.AWAY
        server.inputs = {MICROPHONE: "pulse_input_capture"}
        await server.tell("InputCreated", inputName=MICROPHONE)
        await until(is_(obs, Hearing.SILENT))
        server.inputs = {}
        await server.tell("InputRemoved", inputName=MICROPHONE)
        await until(is_(obs, Hearing.AWAY))


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "null",
        "{",
        '{"op": 5}',
        '{"op": "5", "d": {}}',
        '{"op": 99, "d": {}}',
        '{"op": 5, "d": {"eventType": "InputVolumeMeters", "eventData": {"inputs": "x"}}}',
        '{"op": 5, "d": {"eventType": "InputVolumeMeters", "eventData": {"inputs": [null]}}}',
        '{"op": 5, "d": {"eventType": "InputVolumeMeters", "eventData": {"inputs": '
        '[{"inputName": "마이크/AUX", "inputLevelsMul": [[null, null, null], [1], []]}]}}}',
        '{"op": 7, "d": {"requestId": "GetInputList", "requestStatus": {"result": true}}}',
        '{"op": 7, "d": {"requestId": "GetInputList", "requestStatus": {"result": false}}}',
        '{"op": 5, "d": {"eventType": "MediaInputPlaybackStarted", "eventData": {}}}',
        "\ud55c" * 10_000,
    ],
)
async def test_frames_that_make_no_sense_are_passed_over(
    server: SimulatedObs, garbage: str
) -> None:
    async with listening(server) as obs:
        await until(is_(obs, Hearing.SILENT))
        await server.send(garbage)
        server.levels[MICROPHONE] = LOUD
        await until(is_(obs, Hearing.SPEAKING))
    assert server.sessions == 1


async def test_a_video_is_heard_by_its_sound(server: SimulatedObs) -> None:
    async with listening(server, videos=(VIDEO,)) as obs:
        told: list[bool] = []
        obs.video = told.append
        await until(is_(obs, Hearing.SILENT))
        server.levels[VIDEO] = 0.05
        await until(lambda: told == [True])
        assert obs.hearing is Hearing.SILENT, "it is nobody's voice"
        del server.levels[VIDEO]
        await until(lambda: told == [True, False])
        server.levels["오버레이"] = LOUD
        await server.tell("MediaInputPlaybackStarted", inputName="배경 음악")
        await server.tell("MediaInputPlaybackStarted", inputName=VIDEO)
        await until(lambda: told == [True, False, True])
        await server.tell("MediaInputPlaybackEnded", inputName=VIDEO)
        await until(lambda: told == [True, False, True, False])


async def test_a_video_ends_with_the_connection(server: SimulatedObs) -> None:
    async with listening(server, videos=(VIDEO,)) as obs:
        told: list[bool] = []
        obs.video = told.append
        await until(lambda: obs.connected)
        await server.tell("MediaInputPlaybackStarted", inputName=VIDEO)
        await until(lambda: told == [True])
        server.cut()
        await until(lambda: told == [True, False])


async def test_no_secret_is_logged(server: SimulatedObs, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with listening(server, password="아주 은밀한 말") as obs:
        await until(lambda: server.refused > 0)
        assert obs.bad_frames == 0
    assert "은밀" not in caplog.text
