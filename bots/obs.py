"""The streamer's OBS, and whose answers wait for what is heard there."""

from adapters.obs.obs import Obs
from bots.settings import Settings
from core.channels.console import PartState
from core.channels.known import Channels
from core.errors import ConfigError
from core.labels import Platform
from core.show.narrator import Narrator
from core.show.taking import Hearing


def open_obs(settings: Settings) -> Obs | None:
    """Where one is set."""
    if not settings.obs_url:
        return None
    return Obs(
        settings.obs_url,
        settings.obs_password.get_secret_value(),
        settings.obs_microphone,
        settings.obs_threshold,
        settings.obs_videos,
    )


def attend(obs: Obs, settings: Settings, narrator: Narrator, channels: Channels) -> None:
    """Let answers in the streamer's channels wait for the microphone and for videos."""
    theirs = concerned(settings)

    def heard(platform: Platform, channel: str) -> Hearing:
        whole = (platform, channel.partition("/")[0])
        return obs.hearing if not theirs or whole in theirs else Hearing.NONE

    def video(on: bool) -> None:
        for channel in channels:
            if heard(channel.platform, channel.key) is Hearing.NONE:
                continue
            if on:
                narrator.video_began(channel.platform, channel.key, None)
            else:
                narrator.video_ended(channel)

    narrator.takings.heard = heard
    obs.changed, obs.video = narrator.takings.stir, video


def health(obs: Obs) -> PartState:
    """Whether the microphone is heard, and the fix."""
    return PartState("obs", not obs.problems, obs.problems)


def concerned(settings: Settings) -> frozenset[tuple[Platform, str]]:
    """The channels of the streamer whose OBS it is; none means all. Raises ConfigError."""
    return frozenset(map(_channel, settings.obs_channel))


def _channel(text: str) -> tuple[Platform, str]:
    platform, _, channel = text.partition(":")
    if platform == Platform.ROOM:
        return Platform.ROOM, channel or "room"
    if platform not in (Platform.TWITCH, Platform.CHZZK, Platform.DISCORD) or not channel:
        raise ConfigError("LOVELM_OBS_CHANNEL", f"{text!r} names no channel", FIX)
    return Platform(platform), channel


FIX = "write twitch:, chzzk: or discord: and the channel's id, or room; or remove it for all"
