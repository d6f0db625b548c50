"""Which accounts speak and which channels are heard: settings and consents together."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import pytest

from adapters.chzzk.token_file import Token
from bots import platforms
from bots.grants import open_grants
from bots.settings import Settings, data_folder
from core.errors import ConfigError
from core.grants import Grant, Kind, fingerprint
from core.labels import Platform
from storage.credentials import SqlGrants
from tests.conftest import FakeClock
from tests.servers.chzzk import FaultyChzzk

TWITCH = {"twitch_client_id": "id", "twitch_client_secret": "s"}


@pytest.fixture
def folder() -> Path:
    return data_folder(Settings())


@pytest.fixture
async def grants(folder: Path) -> AsyncIterator[SqlGrants]:
    async with open_grants(Settings(), folder) as grants:
        yield grants


async def keep(grants: SqlGrants, kind: Kind, account: str, **fields: str) -> Grant:
    grant = Grant(platform=Platform.TWITCH, kind=kind, account=account, refresh="r")
    grant = msgspec.structs.replace(grant, **fields)
    await grants.open(grant.platform, kind, account).save(grant)
    return grant


async def test_a_bot_that_consented_speaks_unless_the_setting_names_another(
    grants: SqlGrants,
) -> None:
    assert await platforms.twitch_bot(Settings(), grants) == ""
    await keep(grants, Kind.BOT, "9001")
    assert await platforms.twitch_bot(Settings(), grants) == "9001"
    assert await platforms.twitch_bot(Settings(twitch_bot_id="1"), grants) == "1"
    await keep(grants, Kind.BOT, "9002", name="other")
    with pytest.raises(ConfigError, match="9002 \\(other\\)") as wrong:
        await platforms.twitch_bot(Settings(), grants)
    assert wrong.value.key == "LOVELM_TWITCH_BOT_ID"


async def test_broadcasters_who_consented_are_heard_besides_the_settings(
    grants: SqlGrants,
) -> None:
    await keep(grants, Kind.BROADCASTER, "1337")
    await keep(grants, Kind.BOT, "9001")
    assert await platforms.twitch_channels(Settings(), grants) == ("1337",)
    both = Settings(twitch_channels="one,1337")  # type: ignore[arg-type]
    assert await platforms.twitch_channels(both, grants) == ("one", "1337")


@pytest.mark.parametrize(
    ("kind", "key", "fix"),
    [
        (Kind.BROADCASTER, "LOVELM_TWITCH_BOT_ID", "--as bot"),
        (Kind.BOT, "LOVELM_TWITCH_CHANNELS", "--as broadcaster"),
    ],
)
async def test_what_is_missing_is_named(
    grants: SqlGrants, clock: FakeClock, kind: Kind, key: str, fix: str
) -> None:
    await keep(grants, kind, "1")
    async with AsyncExitStack() as stack:
        with pytest.raises(ConfigError) as wrong:
            await platforms.twitch(Settings(**TWITCH), grants, stack, clock)
    assert wrong.value.key == key
    assert fix in wrong.value.fix


# Chzzk: one consent, one channel.


async def whose(folder: Path, grants: SqlGrants, seed: str = "") -> list[str]:
    """The accounts that are served, "" for a seed that was not used yet."""
    options = Settings(chzzk_client_id="id", chzzk_refresh_token=seed)  # type: ignore[arg-type]
    apis = await platforms.chzzk_apis(options, folder, grants, FakeClock())
    return [grant.account for grant, _ in apis]


async def test_each_streamer_who_consented_is_served(folder: Path, grants: SqlGrants) -> None:
    assert await whose(folder, grants) == []
    for account in ("a", "b"):
        await keep(grants, Kind.BROADCASTER, account, platform=Platform.CHZZK)
    await keep(grants, Kind.BROADCASTER, "twitch's")
    assert await whose(folder, grants) == ["a", "b"]


async def test_a_seed_is_served_until_its_chain_is_known(folder: Path, grants: SqlGrants) -> None:
    await keep(grants, Kind.BROADCASTER, "a", platform=Platform.CHZZK)
    assert await whose(folder, grants, seed="s") == ["", "a"]
    await keep(grants, Kind.BROADCASTER, "b", platform=Platform.CHZZK, seed=fingerprint("s"))
    assert await whose(folder, grants, seed="s") == ["a", "b"]
    assert await whose(folder, grants, seed="changed") == ["", "a", "b"]


async def test_a_new_seed_takes_the_place_of_one_that_never_named_itself(
    folder: Path, grants: SqlGrants
) -> None:
    await keep(grants, Kind.BROADCASTER, "", platform=Platform.CHZZK, seed=fingerprint("s"))
    assert await whose(folder, grants, seed="s") == [""]
    assert await whose(folder, grants, seed="changed") == [""]


async def test_an_old_token_file_is_served_on(folder: Path, grants: SqlGrants) -> None:
    old = Token(refresh="r", seed=fingerprint("s"))
    (folder / "chzzk.token").write_bytes(msgspec.json.encode(old))
    assert await whose(folder, grants, seed="s") == [""]
    (kept,) = await grants.list()
    assert (kept.refresh, kept.seed) == ("r", fingerprint("s"))


async def test_a_seed_becomes_the_account_it_belongs_to(folder: Path, grants: SqlGrants) -> None:
    async with FaultyChzzk().serve() as chzzk:
        options = Settings(
            chzzk_client_id=chzzk.client_id, chzzk_client_secret=chzzk.client_secret,
            chzzk_api_url=chzzk.url, chzzk_refresh_token=chzzk.refresh_token,
        )  # type: ignore[arg-type] # fmt: skip
        await keep(grants, Kind.BROADCASTER, chzzk.channel, platform=Platform.CHZZK)
        seeded, _ = await platforms.chzzk_apis(options, folder, grants, FakeClock())
        async with seeded[1] as api:
            await api.me()
        (kept,) = await grants.list()
        assert (kept.account, kept.name) == (chzzk.channel, chzzk.name)
        assert kept.refresh == chzzk.refresh_token
        ((again, _),) = await platforms.chzzk_apis(options, folder, grants, FakeClock())
    assert again == kept
