"""Where settings are read from, besides the environment and `.env`."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings, EnvSettingsSource, TomlConfigSettingsSource

from core.errors import ConfigError

FILE = "lovelm.toml"
PREFIX = "lovelm_"
FOLDER = "LOVELM_SECRETS_DIR"


class SettingsFile(TomlConfigSettingsSource):
    """`lovelm.toml`. Raises ConfigError for a key that no setting has."""

    def __init__(self, settings_cls: type[BaseSettings]) -> None:
        super().__init__(settings_cls)
        known = list(settings_cls.model_fields)
        for key in self.toml_data:
            if key.lower() not in known:
                raise _unknown(f"{key} in {FILE}", key, known)


class SecretFiles(EnvSettingsSource):
    """A folder of files with one value each, named as its variable in lower case, as Docker and
    Kubernetes hand out secrets; which folder, the sources before this one say.

    Raises ConfigError for a folder or file that cannot be read, and for one that is named like a
    setting of ours but is none; other files may be meant for others.
    """

    def __call__(self) -> dict[str, Any]:
        folder = self.current_state.get("secrets_dir")
        self.env_vars = self._files(Path(folder).expanduser()) if folder else {}
        return super().__call__()

    def _files(self, folder: Path) -> dict[str, str | None]:
        known = list(self.settings_cls.model_fields)
        try:
            named = {path.name.lower(): path for path in folder.iterdir()}
        except OSError as error:
            raise _unreadable(str(folder), error.strerror or type(error).__name__) from None
        ours = {name: path for name, path in named.items() if name.startswith(PREFIX)}
        for name in ours:
            if name.removeprefix(PREFIX) not in known:
                raise _unknown(f"{name} in {FOLDER}", name, known, PREFIX)
        return {name: _content(path) for name, path in ours.items()}


def _content(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise _unreadable(str(path), why or type(error).__name__) from None


def _unreadable(what: str, why: str) -> ConfigError:
    fix = "let the user that runs this read it and what is in it, or correct the setting"
    return ConfigError(FOLDER, f"{what} cannot be read ({why})", fix)


def _unknown(what: str, key: str, known: list[str], prefix: str = "") -> ConfigError:
    meant = get_close_matches(key.lower().removeprefix(PREFIX), known, n=1)
    fix = (
        f"write {prefix}{meant[0]} instead, or remove it"
        if meant
        else f"one of {', '.join(prefix + name for name in known)}"
    )
    return ConfigError(what, "there is no such setting", fix)
