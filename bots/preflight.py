"""What a start would refuse, as far as it is seen before the parts are loaded, which takes
seconds."""

from adapters.site import free
from bots.bus import open_bus
from bots.database import open_running, served
from bots.secret_keys import cipher
from bots.settings import Settings, data_folder, persona_folder
from bots.voice import kind_of


async def preflight(settings: Settings) -> None:
    """Look at folders, keys, port, database and Redis. Raises ConfigError."""
    folder = data_folder(settings)
    persona_folder(settings)
    cipher(settings, folder)
    kind_of(settings)
    served(settings)
    free(settings.bind, settings.port)
    # What is set wrongly before whom that meets: another process may be on the database.
    async with open_bus(settings), open_running(settings, folder):
        return
