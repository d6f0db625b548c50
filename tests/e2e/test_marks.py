"""`!클립` through everything that runs, and what a disclosure leaves for highlights."""

import sqlite3
from contextlib import closing

from bots import settings
from core.labels import Role
from tests.conftest import line, until
from tests.e2e.conftest import running

MANAGER, BROADCASTER = frozenset({Role.MANAGER}), frozenset({Role.BROADCASTER})


def marks() -> list[tuple[str, ...]]:
    file = settings.data_folder(settings.load()) / "lovelm.db"
    with closing(sqlite3.connect(file)) as database:
        return database.execute(
            "SELECT kind, viewer, title, channel FROM mark ORDER BY kind, viewer"
        ).fetchall()


async def test_managers_mark_others_hint_and_who_discloses_is_left_out() -> None:
    async with running() as app:
        assert app.hear(line("!클립 오늘의 명언 010-1234-5678", "room:m", roles=MANAGER))
        app.hear(line("!clip " + "가" * 99, "room:b", roles=BROADCASTER))
        app.hear(line("!클립 이건 남지 않아요", "room:h"))
        assert not app.hear(line("죽고 싶어요 더는 못 버티겠어요", "room:x"))
        await until(lambda: len(marks()) == 4)
    assert marks() == [
        ("hint", "room:h", "", "room"),
        ("left_out", "room:x", "", "room"),
        ("mark", "room:b", "가" * 60, "room"),
        ("mark", "room:m", "오늘의 명언 [전화번호]", "room"),
    ]
