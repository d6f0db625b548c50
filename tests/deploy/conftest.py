"""Secrets as an operator has them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.files import DEPLOY


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """The folder that make-secrets.sh makes."""
    program = Path(shutil.copy(DEPLOY / "make-secrets.sh", tmp_path))
    subprocess.run(["sh", program], check=True, capture_output=True, cwd="/")
    return tmp_path / "secrets"
