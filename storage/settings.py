"""What streamers decided, by channel and by guild."""

import logging
from typing import TypeVar

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.channels.guilds import GuildSettings
from core.channels.settings import ChannelSettings
from core.labels import Platform
from core.whole import whole
from storage.dialect import insert
from storage.tables import CHANNEL_SETTING, GUILD_SETTING

log = logging.getLogger(__name__)

S = TypeVar("S", ChannelSettings, GuildSettings)


class SqlSettings:
    """Rows of JSON: a field that a newer version added is simply not there yet."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def channels(self) -> dict[tuple[Platform, str], ChannelSettings]:
        """Every channel that has settings of its own."""
        table = CHANNEL_SETTING.c
        async with self._engine.connect() as connection:
            rows = (
                await connection.execute(select(table.platform, table.channel, table.value))
            ).all()
        return {
            (Platform(platform), channel): _read(value, ChannelSettings)
            for platform, channel, value in rows
        }

    async def channel(self, platform: Platform, channel: str) -> ChannelSettings | None:
        """What was decided in one channel."""
        table = CHANNEL_SETTING.c
        statement = select(table.value).where(table.platform == platform, table.channel == channel)
        async with self._engine.connect() as connection:
            value = (await connection.execute(statement)).scalar_one_or_none()
        return None if value is None else _read(value, ChannelSettings)

    async def save_channel(
        self, platform: Platform, channel: str, settings: ChannelSettings
    ) -> None:
        value = msgspec.json.encode(settings)
        statement = insert(self._engine, CHANNEL_SETTING).values(
            platform=platform, channel=channel, value=value
        )
        await self._write(
            statement.on_conflict_do_update(
                index_elements=["platform", "channel"], set_={"value": value}
            )
        )

    async def guilds(self) -> dict[str, GuildSettings]:
        """Every guild that has settings of its own."""
        table = GUILD_SETTING.c
        async with self._engine.connect() as connection:
            rows = (await connection.execute(select(table.guild, table.value))).all()
        return {guild: _read(value, GuildSettings) for guild, value in rows}

    async def guild(self, guild: str) -> GuildSettings | None:
        """What was decided in one guild."""
        table = GUILD_SETTING.c
        async with self._engine.connect() as connection:
            found = await connection.execute(select(table.value).where(table.guild == guild))
            value = found.scalar_one_or_none()
        return None if value is None else _read(value, GuildSettings)

    async def save_guild(self, guild: str, settings: GuildSettings) -> None:
        value = msgspec.json.encode(settings)
        statement = insert(self._engine, GUILD_SETTING).values(guild=guild, value=value)
        await self._write(
            statement.on_conflict_do_update(index_elements=["guild"], set_={"value": value})
        )

    async def _write(self, statement: object) -> None:
        async def commit() -> None:
            async with self._engine.begin() as connection:
                await connection.execute(statement)  # type: ignore[call-overload]

        await whole(commit())


def _read(value: bytes, kind: type[S]) -> S:
    """The settings in a row; the defaults where a row cannot be understood, said aloud."""
    try:
        return msgspec.json.decode(value, type=kind)
    except msgspec.DecodeError as error:
        log.error("settings not readable; defaults used", extra={"why": str(error)})
        return kind()
