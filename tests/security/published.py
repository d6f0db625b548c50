"""Published lists of hostile texts: not ours, so read from a folder where somebody put them.

`DATA/hostile/NAME.json`, a list of texts each; docs/security.md tells whose they are.
"""

import json
import os
from pathlib import Path

import pytest


def published(name: str) -> list[str]:
    """The list; skips the test that asks for it where there is none."""
    path = Path(os.environ.get("DATA", "../shared/data")) / "hostile" / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"{path} is not there; docs/security.md tells where it is published")
    texts = json.loads(path.read_text("utf-8"))
    assert len(texts) > 100
    return [text for text in texts if text.strip()]
