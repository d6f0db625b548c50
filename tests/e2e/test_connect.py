"""`lovelm connect`, run as it is run, against local consent pages; then what it is for."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession

from adapters.simulated.chzzk import SimulatedChzzk
from adapters.simulated.twitch import SimulatedTwitch
from core import credentials
from tests.conftest import until
from tests.e2e.conftest import running
from tests.servers.chzzk import FaultyChzzk

WORRY = "남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?"


@pytest.fixture
async def twitch(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SimulatedTwitch]:
    """A local Twitch; neither bot nor channel is in the settings."""
    async with SimulatedTwitch().serve() as twitch:
        for name, value in twitch.settings().items():
            if not name.endswith(("BOT_ID", "CHANNELS")):
                monkeypatch.setenv(name, value)
        yield twitch


@pytest.fixture
async def chzzk(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FaultyChzzk]:
    """A local Chzzk; no refresh token is in the settings."""
    async with FaultyChzzk().serve() as chzzk:
        for name, value in chzzk.settings().items():
            if not name.endswith("REFRESH_TOKEN"):
                monkeypatch.setenv(name, value)
        yield chzzk


@asynccontextmanager
async def lovelm(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bots.cli", *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def done(*arguments: str) -> tuple[int | None, str]:
    """Status and output of a command that needs nobody."""
    async with lovelm(*arguments) as process, asyncio.timeout(30.0):
        output, _ = await process.communicate()
    return process.returncode, output.decode()


async def connect(*arguments: str) -> tuple[int | None, str, str]:
    """Status, output and the visitor's page, when somebody opens the address it prints."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    os.environ["LOVELM_OAUTH_PORT"] = port
    async with lovelm("connect", *arguments, "--no-browser") as process, asyncio.timeout(30.0):
        assert process.stdout is not None
        output = ""
        while "waiting" not in output:
            output += (await process.stdout.readline()).decode()
        (page,) = (line.strip() for line in output.splitlines() if "state=" in line)
        async with ClientSession() as browser, browser.get(page) as response:
            shown = await response.text()
        output += (await process.stdout.read()).decode()
        await process.wait()
    return process.returncode, output, shown


@pytest.fixture(autouse=True)
def own_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOVELM_OAUTH_PORT", "8765")


def secrets_of(platform: SimulatedTwitch | SimulatedChzzk) -> set[str]:
    """Every token the platform gave out."""
    if isinstance(platform, SimulatedTwitch):
        return {*platform.consents.access, *platform.consents.refresh, platform.client_secret}
    return {platform.refresh_token, *platform._access}


def files(folder: Path) -> bytes:
    """Everything the data folder holds but the key."""
    return b"".join(
        path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "secret.key"
    )


async def test_a_bot_and_a_broadcaster_connect_and_are_served(
    twitch: SimulatedTwitch, own_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    twitch.consents.signed_in = (twitch.bot_id, "lovelm_bot")
    status, bot, page = await connect("twitch", "--as", "bot")
    assert status == 0
    assert "user:write:chat" in bot
    assert "connected: twitch bot lovelm_bot (9001)" in bot
    assert "lovelm_bot, 연결했어요" in page

    twitch.consents.signed_in = ("1337", "streamer")
    status, broadcaster, _ = await connect("twitch", "--as", "broadcaster")
    assert status == 0
    assert "channel:bot" in broadcaster
    assert "connected: twitch broadcaster streamer (1337)" in broadcaster

    twitch.consents.validations = 0
    async with running(demo=False):
        await until(lambda: twitch.consents.validations == 2)  # Twitch asks that of chatbots
        await twitch.listening()
        await twitch.chat(WORRY)
        await twitch.heard(1)
        # It is not in the way of a process that holds the data folder.
        status, listed = await done("connect", "--list")
    assert status == 0
    assert listed.splitlines() == [
        "twitch bot lovelm_bot (9001)",
        "twitch broadcaster streamer (1337)",
    ]
    kept = files(own_folder / "data")
    for secret in secrets_of(twitch) - {"secret"}:
        for output in (bot, broadcaster, listed, caplog.text):
            assert secret not in output
        assert secret.encode() not in kept


async def test_a_chzzk_streamer_connects_and_is_served(
    chzzk: FaultyChzzk, own_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    status, output, page = await connect("chzzk")
    assert status == 0
    assert f"connected: chzzk broadcaster 스트리머 ({chzzk.channel})" in output
    assert "스트리머, 연결했어요" in page
    async with running(demo=False) as app:
        await until(lambda: app.adapters["chzzk"].connected)  # type: ignore[attr-defined]
        await chzzk.chat(WORRY, "1" * 32)
        await chzzk.heard(1)
    kept = files(own_folder / "data")
    for secret in secrets_of(chzzk):
        assert secret not in output + caplog.text
        assert secret.encode() not in kept


async def test_a_running_process_goes_on_with_a_new_consent(
    chzzk: FaultyChzzk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credentials, "LOOK_AGAIN", 0.05)
    await connect("chzzk")
    chzzk.refresh_token = "withdrawn"
    chzzk.expire()
    async with running(demo=False) as app:
        adapter = app.adapters["chzzk"]
        await until(lambda: bool(adapter.problems))  # type: ignore[attr-defined]
        status, output, _ = await connect("chzzk")
        assert status == 0
        assert "a running LoveLM goes on with it" in output
        await until(lambda: adapter.connected)  # type: ignore[attr-defined]


async def test_a_refusal_connects_nobody(twitch: SimulatedTwitch) -> None:
    twitch.consents.refuses = True
    status, output, page = await connect("twitch", "--as", "bot")
    assert status == 1
    assert "not connected: the consent was not given (access_denied)" in output
    assert "동의하지 않아서" in page
    assert await done("connect", "--list") == (0, "nobody is connected\n")


async def test_a_wrong_secret_is_told(
    twitch: SimulatedTwitch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOVELM_TWITCH_CLIENT_SECRET", "planted-secret")
    status, output, page = await connect("twitch", "--as", "bot")
    assert status == 1
    assert "403 invalid client secret" in output
    assert "연결되지 않았어요" in page
    assert "planted" not in output + page


async def test_an_account_is_removed_here_and_there(twitch: SimulatedTwitch) -> None:
    await connect("twitch", "--as", "broadcaster")
    (access,) = twitch.consents.access
    assert await done("connect", "--remove", "twitch", "streamer") == (
        0,
        "removed: twitch broadcaster streamer (1337)\n",
    )
    assert access not in twitch.consents.access
    assert await done("connect", "--list") == (0, "nobody is connected\n")


async def test_a_lost_key_asks_to_connect_again(twitch: SimulatedTwitch, own_folder: Path) -> None:
    await connect("twitch", "--as", "broadcaster")
    (own_folder / "data" / "secret.key").unlink()
    status, output = await done("connect", "--list")
    assert (status, output) == (
        0,
        "twitch broadcaster streamer (1337)  cannot be decrypted: connect it again\n",
    )
    await connect("twitch", "--as", "broadcaster")
    assert await done("connect", "--list") == (0, "twitch broadcaster streamer (1337)\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "say where"),
        (("twitch",), "--as bot|broadcaster"),
        (("chzzk", "--as", "bot"), "from the streamer's account"),
        (("--remove", "twitch", "nobody"), "no such account"),
        (("twitch", "--as", "bot"), "LOVELM_TWITCH_CLIENT_ID: is not set"),
        (("discord",), "invalid choice"),
    ],
)
async def test_what_is_missing_is_named(arguments: tuple[str, ...], said: str) -> None:
    status, output = await done("connect", *arguments)
    assert status == 2
    assert said in output
    assert "Traceback" not in output
