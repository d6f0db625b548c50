"""Renewal: saved before it is used, told when it cannot be had."""

import pytest
from msgspec.structs import replace

from core.credentials import Credentials
from core.errors import AuthExpired
from core.grants import Grant, Kind, fingerprint
from core.labels import Platform
from tests.conftest import FakeClock
from tests.servers.grants import KeptGrant

SEED = Grant(platform=Platform.CHZZK, kind=Kind.BROADCASTER, refresh="r", seed=fingerprint("r"))


@pytest.fixture
def store() -> KeptGrant:
    return KeptGrant()


async def test_it_is_saved_before_it_is_used(store: KeptGrant, clock: FakeClock) -> None:
    async def exchange(grant: Grant) -> Grant:
        return replace(grant, refresh=f"{grant.refresh}+", access="a", good_until=clock() + 60)

    credentials = Credentials(store, exchange, clock, SEED)
    grant = await credentials.token()
    assert store.grant == grant
    assert grant.refresh == "r+"


async def test_what_cannot_be_decrypted_asks_to_connect(store: KeptGrant, clock: FakeClock) -> None:
    async def exchange(grant: Grant) -> Grant:
        raise AssertionError("nothing to exchange")

    store.grant = Grant(platform=Platform.TWITCH, kind=Kind.BOT, account="9001")
    with pytest.raises(AuthExpired, match="run lovelm connect twitch"):
        await Credentials(store, exchange, clock).token()


async def test_a_new_consent_keeps_what_the_chain_began_with(
    store: KeptGrant, clock: FakeClock
) -> None:
    async def exchange(grant: Grant) -> Grant:
        return grant

    store.grant = SEED
    await Credentials(store, exchange, clock).accept(replace(SEED, refresh="new", seed=""))
    assert store.grant == replace(SEED, refresh="new")
