"""Addresses that operators write."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr
from pydantic_core import PydanticCustomError


def _sound(value: str, schemes: tuple[str, str]) -> bool:
    try:
        parts = urlsplit(value)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bracket without the other one, or a port that is no number
        return False
    return named and parts.scheme in schemes and not any(map(str.isspace, value))


def _http(value: str) -> str:
    if not _sound(value, ("http", "https")):
        raise PydanticCustomError("address", "must be http:// or https:// with a host after it")
    return value


def _web_socket(value: str) -> str:
    if not _sound(value, ("ws", "wss")):
        raise PydanticCustomError("address", "must be ws:// or wss:// with a host after it")
    return value


def _database(value: SecretStr) -> SecretStr:
    """What else is wrong with it is said where it is opened."""
    url = value.get_secret_value()
    if url and not url.startswith("postgresql://"):
        raise PydanticCustomError(
            "address", "must begin with postgresql:// (without it, a file is used)"
        )
    return value


def _redis(value: SecretStr) -> SecretStr:
    """What else is wrong with it is said where it is opened."""
    url = value.get_secret_value()
    if url and not url.startswith(REDIS):
        raise PydanticCustomError(
            "address", "must begin with redis://, rediss:// or redis+cluster://"
        )
    return value


HttpAddress = Annotated[str, AfterValidator(_http)]
OptionalHttpAddress = Annotated[str, AfterValidator(lambda value: value and _http(value))]
WebSocketAddress = Annotated[str, AfterValidator(_web_socket)]
OptionalWebSocketAddress = Annotated[
    str, AfterValidator(lambda value: value and _web_socket(value))
]
DatabaseAddress = Annotated[SecretStr, AfterValidator(_database)]
RedisAddress = Annotated[SecretStr, AfterValidator(_redis)]

REDIS = ("redis://", "rediss://", "redis+cluster://", "rediss+cluster://")
