"""What operators get wrong when they run several processes, and what each then says."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fleet import Fleet, fleet

WRONG = 2
# What is set otherwise than it should be → the setting to look at, and how that is mended.
MISTAKES = {
    "nothing joins them": ({"LOVELM_REDIS_URL": ""}, "LOVELM_REDIS_URL", "remove LOVELM_ROLES"),
    "a file each": ({"LOVELM_DATABASE_URL": ""}, "LOVELM_DATABASE_URL", "PostgreSQL"),
    "addresses of its own": ({"LOVELM_PAGE_KEY": ""}, "LOVELM_PAGE_KEY", "same for all"),
    "secrets of its own": ({"LOVELM_SECRET_KEYS": ""}, "LOVELM_SECRET_KEYS", "same for all"),
    "no such role": ({"LOVELM_ROLES": "chat,cook"}, "LOVELM_ROLES", "chat"),
    "nobody at that address": (
        {"LOVELM_REDIS_URL": "redis://:planted-7x@127.0.0.1:1/0"},
        "LOVELM_REDIS_URL",
        "address and password are right",
    ),
}


@pytest.fixture
async def installation(tmp_path: Path) -> AsyncIterator[Fleet]:
    async with fleet(tmp_path) as installation:
        yield installation


async def test_each_mistake_is_said_with_its_mending(installation: Fleet) -> None:
    for name, (wrong, _, _) in MISTAKES.items():
        installation.start(name, "engine", **wrong)
    for name, (_, key, fix) in MISTAKES.items():
        assert await installation.ended(name) == WRONG, name
        said = installation.members[name].log.read_text("utf-8")
        assert key in said, name
        assert fix in said, name
        assert "Traceback" not in said, name
        assert "planted-7x" not in said
    assert installation.env["LOVELM_PAGE_KEY"] not in installation.logs()


async def test_one_room_one_clock_and_nobody_beside_them(installation: Fleet) -> None:
    installation.start("first", "web,jobs")
    await installation.ready()
    installation.start("second web", "web")
    installation.start("second jobs", "engine,jobs")
    installation.start("by itself", "chat,engine,web,jobs", LOVELM_REDIS_URL="")
    installation.start("engine", "engine")
    for name, why in (
        ("second web", "another process of this installation does web already"),
        ("second jobs", "another process of this installation does jobs already"),
        ("by itself", "Redis does not join the two"),
    ):
        assert await installation.ended(name) == WRONG, name
        assert why in installation.members[name].log.read_text("utf-8")
    await installation.ready("engine", "first")
