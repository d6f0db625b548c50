"""Whether the configured language model can be asked."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import aiohttp

from bots.checks.finding import About, Finding, broken, off, ok, warning
from bots.models import model_key
from bots.settings import Settings

PART = "chat model"
WITHIN = 5.0
LISTED = 5


async def model(about: About) -> Sequence[Finding]:
    """Reachable, the key taken, the model known; and whether a priced one may be used at all."""
    settings = about.settings
    if settings.model_local:
        return [_local(settings.model_local)]
    if not settings.model_url:
        return [off(PART, "none configured: the embedded responder answers")]
    found = await _served(settings)
    priced = settings.model_price_in or settings.model_price_out
    if priced and not settings.model_cap_won:
        why = "it has a price and LOVELM_MODEL_CAP_WON is 0: it is never asked"
        return [found, warning(PART, why, "set LOVELM_MODEL_CAP_WON, then a channel's cap (/비용)")]
    return [found]


def _local(base: str) -> Finding:
    for library in ("torch", "transformers"):
        if find_spec(library) is None:
            fix = "pip install torch==2.13.0 and then pip install 'lovelm[local]'"
            return broken(PART, f"LOVELM_MODEL_LOCAL: {library} is not installed", fix)
    if Path(base).is_dir() and not (Path(base) / "config.json").is_file():
        fix = "name the folder that holds config.json and the weights"
        return broken(PART, f"LOVELM_MODEL_LOCAL: {base} holds no model", fix)
    return ok(PART, f"{base}, on this machine; loaded at start")


async def _served(settings: Settings) -> Finding:
    url = settings.model_url.rstrip("/")
    key = model_key(settings)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    timeout = aiohttp.ClientTimeout(total=WITHIN)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.get(f"{url}/models", headers=headers) as answer,
        ):
            if answer.status in (401, 403):
                fix = "set LOVELM_MODEL_KEY (or _FILE) to the key that the server gave out"
                return broken(PART, f"{url} refused the key ({answer.status})", fix)
            if answer.status != 200:
                return broken(PART, f"{url}/models answered {answer.status}", WRONG_URL)
            names = [str(row["id"]) for row in (await answer.json(content_type=None))["data"]]
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return broken(PART, f"{url} cannot be reached ({type(error).__name__})", NO_SERVER)
    except (ValueError, TypeError, KeyError) as error:
        return broken(PART, f"{url} is no such server ({type(error).__name__})", WRONG_URL)
    if settings.model not in names:
        known = ", ".join(sorted(names)[:LISTED]) or "none"
        return broken(
            PART, f"{url} serves no model {settings.model!r}", f"set LOVELM_MODEL: it has {known}"
        )
    return ok(PART, f"{settings.model} at {url}")


NO_SERVER = "start the model's server, or correct LOVELM_MODEL_URL; the embedded responder answers meanwhile"
WRONG_URL = "LOVELM_MODEL_URL is the address that ends in /v1, as in http://127.0.0.1:11434/v1"
