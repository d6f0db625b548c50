"""Every setting, read once: environment, `.env` or `lovelm.toml`."""

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bots.address import HttpAddress, OptionalHttpAddress, WebSocketAddress
from core.errors import ConfigError

FILE = "lovelm.toml"
SHORTEST_TOKEN = 16

Port = Annotated[int, Field(ge=0, le=65535)]
Price = Annotated[float, Field(ge=0, le=10_000_000, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]


class Settings(BaseSettings):
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
    # postgresql://…, for several processes on one database; without it a file in the data folder.
    database_url: SecretStr = SecretStr("")
    bind: str = "127.0.0.1"
    port: Port = Field(default=8080, validation_alias="PORT")
    public_url: OptionalHttpAddress = ""
    # Who sends it may read /metrics; without one only this machine may.
    metrics_token: SecretStr = SecretStr("")
    log: Literal["text", "json"] = "text"
    # Where a consent page sends its visitor back to: http://localhost:<port>/callback.
    oauth_port: Port = 8765
    # What stored tokens are encrypted with, newest first; without any, a key file does it.
    secret_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
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

    # What writes recordings down: a size, a hub's name or a folder in CTranslate2's format.
    whisper: str = "small"
    whisper_device: Literal["auto", "cpu", "cuda"] = "auto"
    whisper_compute: str = "auto"

    twitch_client_id: str = ""
    twitch_client_secret: SecretStr = SecretStr("")
    twitch_bot_id: str = ""
    twitch_channels: Annotated[tuple[str, ...], NoDecode] = ()
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
    discord_channels: Annotated[tuple[str, ...], NoDecode] = ()
    discord_api_url: HttpAddress = "https://discord.com/api/v10"
    discord_gateway_url: WebSocketAddress = "wss://gateway.discord.gg"

    # An API key or a read access token: films, posters and where to watch them.
    tmdb_key: SecretStr = SecretStr("")
    tmdb_url: HttpAddress = "https://api.themoviedb.org/3"
    tmdb_image_url: HttpAddress = "https://image.tmdb.org/t/p"
    # Whether `/try` and the room show posters: viewers' browsers then load them from TMDB.
    posters: bool = False

    @field_validator("database_url")
    @classmethod
    def postgresql(cls, value: SecretStr) -> SecretStr:
        """What else is wrong with it is said where it is opened."""
        url = value.get_secret_value()
        if url and not url.startswith("postgresql://"):
            raise ValueError("must begin with postgresql:// (without it, a file is used)")
        return value

    @field_validator("metrics_token")
    @classmethod
    def long_enough(cls, value: SecretStr) -> SecretStr:
        """Nothing slows down somebody who guesses."""
        if 0 < len(value.get_secret_value()) < SHORTEST_TOKEN:
            raise ValueError(f"must have {SHORTEST_TOKEN} characters or more")
        return value

    @field_validator("secret_keys", "twitch_channels", "discord_channels", mode="before")
    @classmethod
    def comma_separated(cls, value: object) -> object:
        """Lists are written with commas."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
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
        """The environment wins over `.env`, `.env` over `lovelm.toml`.

        Raises ConfigError for a key of the file that no setting has; environment and `.env`
        may hold what is meant for others.
        """
        file = TomlConfigSettingsSource(settings_cls)
        for key in file.toml_data:
            if key.lower() not in settings_cls.model_fields:
                raise _unknown(key, list(settings_cls.model_fields))
        return init_settings, env_settings, dotenv_settings, file

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
            key, first["msg"], "correct it in the environment, .env or lovelm.toml"
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


def _unknown(key: str, known: list[str]) -> ConfigError:
    meant = get_close_matches(key.lower().removeprefix("lovelm_"), known, n=1)
    fix = f"write {meant[0]} instead, or remove it" if meant else f"one of {', '.join(known)}"
    return ConfigError(f"{key} in {FILE}", "there is no such setting", fix)


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
}
