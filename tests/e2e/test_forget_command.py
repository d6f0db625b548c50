"""`lovelm forget` beside a running installation: the process that runs forgets too."""

import asyncio
import os
import sys
from pathlib import Path

from aiohttp import ClientSession

from tests.conftest import until
from tests.fleet import Fleet, fleet

NAME, WORDS = "숲속두부", "3일째 읽씹당했는데 파란우산이 자꾸 생각나요"
TRACES = (NAME, "파란우산")


async def lovelm(joined: Fleet, *words: str) -> tuple[int | None, str]:
    """A command as an operator runs it on that installation: its status and what it says."""
    env = os.environ | joined.env | {"LOVELM_DATA_DIR": str(joined.folder / "data" / "operator")}
    command = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bots.cli", *words, env=env, cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await command.communicate()
    return command.returncode, said.decode()


async def test_who_is_forgotten_by_an_operator_is_forgotten_by_all(tmp_path: Path) -> None:
    async with fleet(tmp_path) as joined, ClientSession() as session:
        joined.start("all", "web,chat,engine,jobs")
        await joined.ready()
        url = joined.members["all"].url
        async with session.ws_connect(f"{url}/room/ws", params={"name": NAME}) as socket:
            await socket.send_json({"type": "chat", "text": f"온유야 {WORDS}"})
            await until(lambda: states(joined) == ["said"], 30.0)
        before = await seen_by_a_guest(session, url)
        assert all(trace in before for trace in TRACES)
        ((viewer,),) = joined.postgres.execute("SELECT DISTINCT viewer FROM turn")
        status, said = await lovelm(joined, "forget", str(viewer))
        assert (status, said.splitlines()[-2]) == (0, f"forgotten: {viewer}")
        for kept in (stored(joined), await seen_by_a_guest(session, url), joined.logs()):
            assert not [trace for trace in (*TRACES, str(viewer)) if trace in kept]
        assert states(joined) == ["said"]
        ((forgotten,),) = joined.postgres.execute("SELECT count(*) FROM forgotten")
        assert forgotten == 1


def states(joined: Fleet) -> list[object]:
    return [state for (state,) in joined.postgres.execute("SELECT state FROM turn")]


def stored(joined: Fleet) -> str:
    """Every row that words, names or ids of viewers could be in."""
    tables = ("turn", "chat", "donation", "film_feedback", "memory", "viewer_choice", "identity")
    rows = [joined.postgres.execute(f"SELECT * FROM {table}") for table in tables]
    texts = [
        value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        for table in rows
        for row in table
        for value in row
    ]
    return "\n".join(texts)


async def seen_by_a_guest(session: ClientSession, url: str) -> str:
    """What somebody who comes now is shown of before."""
    async with session.ws_connect(f"{url}/room/ws") as socket:
        return str(await socket.receive_str())
