"""What these tests share."""

from tests.management import management

__all__ = ["management"]
