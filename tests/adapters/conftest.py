"""What these tests share."""

import pytest

from tests.management import management

__all__ = ["management"]


@pytest.fixture
def hurried_chzzk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chzzk's long waits, shortened."""
    from tests.servers.chzzk_stage import hurry

    hurry(monkeypatch)


@pytest.fixture
def hurried_twitch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twitch's long waits, shortened."""
    from tests.servers.twitch import hurry

    hurry(monkeypatch)
