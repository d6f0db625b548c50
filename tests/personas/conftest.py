"""What these tests share."""

from pathlib import Path

import pytest


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Where guests belong; it is not there yet."""
    return tmp_path / "guests"
