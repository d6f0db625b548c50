"""The lock files: one holds them, and a folder that cannot be locked says so."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from storage.exclusive import _locked, exclusive


async def test_one_at_a_time(tmp_path: Path) -> None:
    inside = 0

    async def enter() -> None:
        nonlocal inside
        async with exclusive(tmp_path / "a.lock"):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0.01)
            inside -= 1

    await asyncio.gather(*(enter() for _ in range(5)))


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors are opened otherwise there")
def test_what_cannot_be_locked_is_no_lock_that_is_taken(tmp_path: Path) -> None:
    file = os.open(tmp_path / "a.lock", os.O_RDWR | os.O_CREAT)
    os.close(file)
    with pytest.raises(OSError, match="descriptor"):
        _locked(file)
