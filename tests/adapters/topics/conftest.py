"""Topics, news and leases over every backend."""

import secrets

import pytest

from tests.redis_server import redis, redis_cluster

__all__ = ["redis", "redis_cluster"]


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done every second is done oftener."""
    monkeypatch.setattr("adapters.topics.redis_reader.LOOK_EVERY", 0.2)
    monkeypatch.setattr("adapters.topics.redis_reader.AGAIN_AFTER", 0.1)


@pytest.fixture
def name() -> str:
    """Of a topic or of leases, nobody else's."""
    return secrets.token_hex(4)
