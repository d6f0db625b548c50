"""One process at a time on a data folder."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bots.compose import compose
from bots.data_lock import data_lock
from bots.settings import Settings
from core.errors import ConfigError

HOLD = """
import sys, pathlib
from bots.data_lock import data_lock
with data_lock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds `folder`."""
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


async def test_a_second_process_is_told_who_holds_the_folder(own_folder: Path) -> None:
    folder = own_folder / "data"
    folder.mkdir()
    with another_process(folder) as other:
        with pytest.raises(ConfigError, match=f"in use .* process {other.pid}\n") as wrong:
            async with compose(Settings(PORT=0)):  # type: ignore[call-arg]
                pass
    assert wrong.value.key == "LOVELM_DATA_DIR"
    assert "stop that process" in wrong.value.fix
    assert sorted(os.listdir(folder)) == ["lovelm.lock"]


def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    with another_process(tmp_path) as other:
        other.kill()
        other.wait()
        with data_lock(tmp_path):
            assert (tmp_path / "lovelm.lock").read_text() == f"{os.getpid()}\n"


def test_it_can_be_held_again_after_it_was_left(tmp_path: Path) -> None:
    for _ in range(2):
        with data_lock(tmp_path), pytest.raises(ConfigError), data_lock(tmp_path):
            pass


def test_a_folder_in_the_lock_files_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "lovelm.lock").mkdir()
    with pytest.raises(ConfigError, match=r"lovelm\.lock cannot be locked"), data_lock(tmp_path):
        pass
