"""Every setting, read once: environment, `.env`, `lovelm.toml` or a folder of secrets."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bots.address import (
    DatabaseAddress,
    HttpAddress,
    OptionalHttpAddress,
    OptionalWebSocketAddress,
    RedisAddress,
    WebSocketAddress,
)
from bots.keeping import Keeping
from bots.lists import CommaSeparated, Names
from bots.setting_sources import FILE, SecretFiles, SettingsFile
from bots.shard import Shard
from bots.voice_kind import VoiceKind
from core.errors import ConfigError

SHORTEST_TOKEN = 16


class Role(StrEnum):
    """What a process may do: hear and speak on platforms; think; serve pages; work by the clock."""

    CHAT = "chat"
    ENGINE = "engine"
    WEB = "web"
    JOBS = "jobs"


Port = Annotated[int, Field(ge=0, le=65535)]
Price = Annotated[float, Field(ge=0, le=10_000_000, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]


class Settings(Keeping):
    """What operators can set; addresses exist so that tests and self-hosters point elsewhere."""

    model_config = SettingsConfigDict(
        env_prefix="LOVELM_",
        env_file=".env",
        env_file_encoding="utf-8",
        toml_file=FILE,
        extra="ignore",
        frozen=True,
    )

    data_dir: Path = Field(default_factory=lambda: user_data_path("lovelm", appauthor=False))
    # A folder with one file a setting, named as its variable in lower case.
    secrets_dir: Path | None = None
    # postgresql://…, for several processes on one database; without it a file in the data folder.
    database_url: DatabaseAddress = SecretStr("")
    # What this process does; each part may run any number of times where Redis joins them.
    roles: Annotated[tuple[Role, ...], NoDecode, CommaSeparated] = tuple(Role)
    # redis://…, rediss://… or redis+cluster://…; volatile: it may keep nothing on its disk.
    redis_url: RedisAddress = SecretStr("")
    redis_volatile: bool = False
    # What the addresses of room, overlay and donation hook are made from, the same in every
    # process; without it key files in the data folder.
    page_key: SecretStr = SecretStr("")
    bind: str = "127.0.0.1"
    port: Port = Field(default=8080, validation_alias="PORT")
    public_url: OptionalHttpAddress = ""
    # Where managers reach the studio, if not at this machine's own address: a private one.
    studio_url: OptionalHttpAddress = ""
    # Who sends it may read /metrics; without one only this machine may.
    metrics_token: SecretStr = SecretStr("")
    log: Literal["text", "json"] = "text"
    # Where a consent page sends its visitor back to: http://localhost:<port>/callback.
    oauth_port: Port = 8765
    # What stored tokens are encrypted with, newest first; without any, a key file does it.
    secret_keys: Annotated[tuple[SecretStr, ...], NoDecode, CommaSeparated] = ()
    # Other weights (.npz) or a fine-tuned model's folder, instead of the shipped classifier.
    classifier: str = ""
    bot_name: Annotated[str, Field(min_length=1, max_length=20)] = "러블름"
    # Guest personas beside the packaged ones; without it `personas` in the data folder.
    personas: Path | None = None

    # A chat model behind OpenAI's API (with "/v1"), or one that runs here; prices in won for a
    # million tokens, caps a day. Channels have caps of their own (`/비용`), ₩0 at first.
    model_url: OptionalHttpAddress = ""
    model_key: SecretStr = SecretStr("")
    model_key_file: Path | None = None
    model: str = ""
    model_local: str = ""
    model_price_in: Price = 0.0
    model_price_out: Price = 0.0
    model_cap_won: Count = 0
    model_cap_tokens: Count = 5_000_000
    model_viewer_won: Count = 500
    model_viewer_tokens: Count = 200_000
    model_concurrency: Annotated[int, Field(ge=1, le=64)] = 4
    # Seconds for an answer; the whole turn has 8.
    model_deadline: Annotated[float, Field(gt=0, le=7.0)] = 6.5

    # Who speaks. A voice behind OpenAI's API has an address (with "/v1"), edge goes to Microsoft:
    # what is spoken goes there, personal data masked.
    # Names: one voice for all, then personas' own: alloy,onyu=nova,dogeon=onyx.
    voice: VoiceKind = VoiceKind.UNSET
    voice_url: OptionalHttpAddress = ""
    voice_key: SecretStr = SecretStr("")
    voice_model: str = ""
    voice_names: Names = ()
    # By persona: words a minute, and pitches from 0 to 99 (onyu=190,dogeon=210).
    voice_speeds: Names = ()
    voice_pitches: Names = ()
    voice_folder: Path | None = None  # the weights that LOVELM_VOICE=local speaks with

    obs_url: OptionalWebSocketAddress = ""
    obs_password: SecretStr = SecretStr("")
    obs_channel: Names = ()  # the streamer's whose OBS it is (twitch:1234); without it, all
    obs_microphone: str = ""
    obs_threshold: Annotated[float, Field(ge=-80, le=-5)] = -40.0
    obs_videos: Names = ()

    # What writes recordings down: a size, a hub's name or a folder in CTranslate2's format.
    whisper: str = "small"
    whisper_device: Literal["auto", "cpu", "cuda"] = "auto"
    whisper_compute: str = "auto"

    twitch_client_id: str = ""
    twitch_client_secret: SecretStr = SecretStr("")
    twitch_bot_id: str = ""
    twitch_channels: Names = ()
    # Sockets among which Twitch divides what this process hears.
    twitch_shards: Annotated[int, Field(ge=1, le=20)] = 1
    twitch_api_url: HttpAddress = "https://api.twitch.tv/helix"
    twitch_id_url: HttpAddress = "https://id.twitch.tv/oauth2"
    twitch_eventsub_url: WebSocketAddress = "wss://eventsub.wss.twitch.tv/ws"

    chzzk_client_id: str = ""
    chzzk_client_secret: SecretStr = SecretStr("")
    # Only seeds the token store: it is good for one use, and the stored one counts afterwards.
    chzzk_refresh_token: SecretStr = SecretStr("")
    chzzk_api_url: HttpAddress = "https://openapi.chzzk.naver.com"
    chzzk_auth_url: HttpAddress = "https://chzzk.naver.com"

    discord_token: SecretStr = SecretStr("")
    discord_channels: Names = ()
    # This process's part of the guilds and of how many, counted from 0.
    discord_shard: Shard = "0/1"
    discord_api_url: HttpAddress = "https://discord.com/api/v10"
    discord_gateway_url: WebSocketAddress = "wss://gateway.discord.gg"

    # An API key or a read access token: films, posters and where to watch them.
    tmdb_key: SecretStr = SecretStr("")
    tmdb_url: HttpAddress = "https://api.themoviedb.org/3"
    tmdb_image_url: HttpAddress = "https://image.tmdb.org/t/p"
    # Whether `/try` and the room show posters: viewers' browsers then load them from TMDB.
    posters: bool = False

    @field_validator("metrics_token", "page_key")
    @classmethod
    def long_enough(cls, value: SecretStr) -> SecretStr:
        """Nothing slows down somebody who guesses."""
        if 0 < len(value.get_secret_value()) < SHORTEST_TOKEN:
            raise ValueError(f"must have {SHORTEST_TOKEN} characters or more")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over `.env`, that over `lovelm.toml`, that over files of secrets.

        Environment and `.env` may hold what is meant for others.
        """
        files = SettingsFile(settings_cls), SecretFiles(settings_cls)
        return init_settings, env_settings, dotenv_settings, *files

    @field_validator("roles")
    @classmethod
    def something_to_do(cls, value: tuple[Role, ...]) -> tuple[Role, ...]:
        if not value:
            raise ValueError(f"must name one of {', '.join(Role)}")
        return tuple(dict.fromkeys(value))

    @property
    def whole(self) -> bool:
        """Whether this process does everything by itself."""
        return set(self.roles) == set(Role)

    @property
    def shared(self) -> bool:
        """Whether it is one of several that Redis joins."""
        return bool(self.redis_url.get_secret_value())

    @property
    def twitch_on(self) -> bool:
        """Whether Twitch's credentials are there."""
        return bool(self.twitch_client_id)

    @property
    def chzzk_on(self) -> bool:
        """Whether Chzzk's credentials are there."""
        return bool(self.chzzk_client_id)

    @property
    def discord_on(self) -> bool:
        """Whether Discord's credential is there."""
        return bool(self.discord_token.get_secret_value())


def load() -> Settings:
    """The settings. Raises ConfigError naming the key and the fix, never the value."""
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = variable(str(first["loc"][0])) if first["loc"] else "settings"
        raise ConfigError(
            key, first["msg"], "correct it in the environment, .env, lovelm.toml or its secret file"
        ) from None
    except (ValueError, OSError) as error:  # a lovelm.toml or .env that cannot be parsed
        raise ConfigError(
            "lovelm.toml or .env", str(error).splitlines()[0], "correct the file"
        ) from None
    if settings.model_url and settings.model_local:
        raise ConfigError(
            "LOVELM_MODEL_LOCAL", "is set beside LOVELM_MODEL_URL", "remove one of the two"
        )
    for name in missing(settings):
        key = REQUIRED[name]
        raise ConfigError(
            variable(name),
            f"is missing although {variable(key)} is set",
            f"set {variable(name)}, or remove {variable(key)} to leave that off",
        )
    return settings


def variable(name: str) -> str:
    """The environment variable of a field."""
    return "PORT" if name.upper() == "PORT" else f"LOVELM_{name.upper()}"


def missing(settings: Settings) -> list[str]:
    """Fields that must be set because the platform's first one is."""

    def empty(name: str) -> bool:
        value = getattr(settings, name)
        return not (value.get_secret_value() if isinstance(value, SecretStr) else value)

    return [name for name, first in REQUIRED.items() if empty(name) and not empty(first)]


def data_folder(settings: Settings) -> Path:
    """The data folder, made with mode 0700. Raises ConfigError when it cannot be written."""
    folder = settings.data_dir.expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / ".writable"
        probe.write_bytes(b"")
        probe.unlink(missing_ok=True)
    except OSError as error:
        where = "choose a folder you may write to, for example LOVELM_DATA_DIR=~/lovelm-data"
        raise ConfigError(
            "LOVELM_DATA_DIR", f"{folder} cannot be written ({error.strerror})", where
        ) from error
    return folder


def persona_folder(settings: Settings) -> Path:
    """Where guest personas are; that of the data folder may be missing. Raises ConfigError."""
    if settings.personas is None:
        return settings.data_dir.expanduser() / "personas"
    folder = settings.personas.expanduser()
    if not folder.is_dir():
        raise ConfigError(
            variable("personas"),
            f"{folder} is no folder",
            "make that folder, or remove the setting to use the one in the data folder",
        )
    return folder


REQUIRED = {
    "twitch_client_secret": "twitch_client_id",
    "chzzk_client_secret": "chzzk_client_id",
    "model": "model_url",
    "voice_model": "voice_url",
    "voice_names": "voice_url",
}
