"""What these tests share."""

import pytest

from adapters.models.embedded import EmbeddedResponder
from bots.brain import Brain, build_brain


@pytest.fixture(scope="module")
def shared() -> Brain:
    """One for all of a module: every dialogue has a viewer and a channel of its own."""
    return build_brain("러블름", EmbeddedResponder())
