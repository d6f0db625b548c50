"""`lovelm studio`."""

from pathlib import Path

import pytest

from bots import cli


def test_it_invites_lists_and_revokes(own_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    channel = ["--channel", "twitch:1337"]
    assert cli.main(["studio", *channel, "--name", "다람쥐", "--level", "streamer"]) == 0
    out = capsys.readouterr().out.split()
    link, id = out[1], out[out.index("id") + 1]
    assert link.startswith("http://127.0.0.1:8080/studio#")
    assert cli.main(["studio", *channel, "--list"]) == 0
    listed = capsys.readouterr().out
    assert id in listed
    assert "다람쥐" in listed
    assert link.partition("#")[2] not in listed
    assert cli.main(["studio", "--revoke", id]) == 2, "of another channel"
    assert cli.main(["studio", *channel, "--revoke", id]) == 0
    assert cli.main(["studio", *channel, "--list"]) == 0
    assert capsys.readouterr().out.rstrip().endswith("over")


def test_it_names_the_address_that_managers_use(
    own_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOVELM_STUDIO_URL", "https://studio.example/")
    assert cli.main(["studio"]) == 0
    assert "https://studio.example/studio#" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        cli.main(["studio", "--channel", "somewhere"])
