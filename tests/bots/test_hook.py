"""`lovelm hook`."""

import re

from core.channels.keys import ChannelKeys
from core.labels import Platform
from tests.bots.test_commands import lovelm


def test_it_prints_the_address_and_an_example(own_folder: object) -> None:
    done = lovelm("hook", PORT="8123")
    assert (done.returncode, done.stderr) == (0, "")
    assert "http://127.0.0.1:8123/hooks/donation" in done.stdout
    token = re.search(r"token\s+(\S+)", done.stdout)
    assert token is not None
    folder = own_folder / "data"  # type: ignore[operator]
    keys = ChannelKeys(bytes.fromhex((folder / "hook.key").read_text().strip()), lambda *_: 0)
    assert keys.channel(token[1]) == (Platform.ROOM, "room")
    other = lovelm("hook", "--channel", "twitch:123", LOVELM_PUBLIC_URL="https://love.example")
    assert "https://love.example/hooks/donation" in other.stdout
    assert "twitch.123." in other.stdout
    assert "room.room." not in other.stdout


def test_a_channel_that_is_none_is_refused() -> None:
    done = lovelm("hook", "--channel", "somewhere")
    assert done.returncode == 2
    assert "platform:id" in done.stderr
