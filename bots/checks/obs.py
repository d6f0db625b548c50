"""Whether the streamer's OBS is reached, and which of its inputs is the microphone."""

from collections.abc import Sequence

from adapters.obs.obs import Obs
from bots.checks.finding import About, Finding, broken, off, ok, warning
from bots.obs import concerned, open_obs
from core.errors import PlatformError

PART = "obs"


async def obs(about: About) -> Sequence[Finding]:
    there = open_obs(about.settings)
    if there is None:
        return [off(PART, "not set up: nobody listens to the streamer's microphone")]
    channels = concerned(about.settings)
    try:
        await there.look()
    except PlatformError as error:
        return [broken(PART, str(error), FIX)]
    return [_microphone(there, len(channels))]


def _microphone(there: Obs, channels: int) -> Finding:
    whose = f"{channels} channels" if channels > 1 else "1 channel" if channels else "all channels"
    if there.microphones:
        return ok(PART, f"reached, for {whose}; microphone: {', '.join(there.microphones)}")
    inputs = ", ".join(there.inputs) or "none"
    return warning(PART, f"reached, but no microphone among its inputs ({inputs})", MICROPHONE)


FIX = (
    "start OBS, switch on Tools → WebSocket Server Settings → Enable WebSocket server, and set "
    "LOVELM_OBS_URL and LOVELM_OBS_PASSWORD to what Show Connect Info tells"
)
MICROPHONE = "choose one in OBS (Settings → Audio), or set LOVELM_OBS_MICROPHONE to an input's name"
