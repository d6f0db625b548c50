"""What these tests share."""

from tests.core.listening import place
from tests.core.narrating import stage
from tests.core.speaking import show
from tests.management import management

__all__ = ["management", "place", "show", "stage"]
