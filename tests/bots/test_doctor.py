"""`lovelm doctor`: each thing that can be missing is named, with what to do about it."""

import socket
import time
from email.utils import formatdate

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.simulated.twitch import SimulatedTwitch
from adapters.site import serve
from bots.checks import clock
from bots.checks.finding import About, Finding, State
from bots.commands import doctor
from bots.settings import Settings, data_folder
from core.grants import Grant, Kind
from core.labels import Platform
from tests.bots.findings import about, examined, keep, states, told


@pytest.mark.parametrize(
    ("ahead", "state", "word"),
    [(0, "ok", "right"), (20, "warning", "ahead"), (-20, "warning", "behind"), (-90, "broken", "behind")],
)  # fmt: skip
async def test_the_clock_is_compared(ahead: int, state: str, word: str) -> None:
    @web.middleware
    async def late(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        response.headers["Date"] = formatdate(time.time() - ahead, usegmt=True)
        return response

    async with SimulatedTwitch(middlewares=[late]).serve() as twitch:
        (found,) = await about(
            "clock",
            twitch_client_id="client", twitch_client_secret="secret",
            twitch_id_url=f"{twitch.url}/oauth2", twitch_api_url=f"{twitch.url}/helix",
        )  # fmt: skip
    assert (found.state.value, found.part) == (state, "clock")
    assert word in found.what
    assert bool(found.fix) == (state != "ok")


async def test_a_lost_key_is_told() -> None:
    await keep(
        Grant(platform=Platform.TWITCH, kind=Kind.BOT, account="9001", name="봇", refresh="r")
    )
    (data_folder(Settings()) / "secret.key").unlink()
    found = told(await about("keys"), "twitch 봇")
    assert found.state is State.BROKEN
    assert "lovelm connect" in found.fix


async def test_a_bad_key_is_told() -> None:
    found = await examined(secret_keys="planted")
    assert told(found, "LOVELM_SECRET_KEYS", "no key", "make a key with").part == "keys"
    assert "planted" not in str(found)


async def test_taken_ports_are_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = await examined(PORT=port, oauth_port=port)
    assert told(found, "PORT: ", "set PORT").state is State.BROKEN
    assert told(found, "LOVELM_OAUTH_PORT", "nobody can connect").state is State.WARNING


async def test_a_broken_database_keeps_nothing_else_from_being_examined() -> None:
    path = data_folder(Settings()) / "lovelm.db"
    path.write_bytes(b"not a database" * 100)
    found = await examined(twitch_client_id="id", twitch_client_secret="s")
    assert told(found, "not a usable database").state is State.BROKEN
    assert ("twitch", "off") in states(found)
    assert ("voice", "ok") in states(found)


async def test_a_dead_network_is_told_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "WITHIN", 2.0)
    monkeypatch.setattr(clock, "WITHIN", 0.5)
    began = time.monotonic()
    with socket.socket() as silent:
        # It takes connections and never answers.
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        mute = f"http://127.0.0.1:{silent.getsockname()[1]}"
        found = await examined(
            twitch_client_id="id", twitch_client_secret="s", twitch_bot_id="1", twitch_channels="a",
            twitch_id_url=mute, twitch_api_url=mute,
            chzzk_client_id="id", chzzk_client_secret="s", chzzk_api_url="http://127.0.0.1:9",
            chzzk_refresh_token="planted", discord_token="planted", discord_api_url=mute,
        )  # fmt: skip
    assert time.monotonic() - began < 8.0
    broken = {f.part: f for f in found if f.part in ("twitch", "chzzk channel", "discord")}
    assert {finding.state for finding in broken.values()} == {State.BROKEN}
    assert "no answer within" in broken["twitch"].what
    assert "cannot be reached" in broken["chzzk channel"].what
    assert len(broken) == 3
    assert told([f for f in found if f.part == "clock"], "no platform answered")
    assert all("network" in finding.fix for finding in broken.values())
    assert "planted" not in str(found)


async def test_a_check_that_fails_hides_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(_: About) -> list[Finding]:
        raise KeyError("planted")

    monkeypatch.setitem(doctor.CHECKS, "voice", fails)
    found = await examined()
    told(found, "could not be examined: KeyError", "report it")
    assert ("models", "ok") in states(found)
    assert "planted" not in str(found)


@pytest.mark.parametrize("bind", ["::", "::1"])
async def test_an_address_of_ipv6_can_be_had_or_is_taken(bind: str) -> None:
    (free,) = await about("port", bind=bind)
    assert free.state is State.OK, free
    with socket.socket(socket.AF_INET6) as taken:
        taken.bind((bind, 0))
        taken.listen()
        (found,) = await about("port", bind=bind, PORT=taken.getsockname()[1])
    assert found.state is State.BROKEN


async def test_a_lovelm_that_runs_on_ipv6_is_known() -> None:
    async def ready() -> dict[str, str]:
        return {}

    with socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        port = probe.getsockname()[1]
    async with serve("::1", port, "", [], ready):
        (found,) = await about("port", bind="::1", PORT=port)
    assert (found.state, "running there" in found.what) == (State.OK, True)
