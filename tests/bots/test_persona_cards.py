"""`lovelm persona export` and `import`, run as people run them."""

import json
from pathlib import Path

import pytest

from personas.cards import read
from personas.loader import load, load_all
from tests.bots.test_commands import lovelm
from tests.personas.pictures import picture, text, v2, v3


def test_export_then_import(tmp_path: Path) -> None:
    done = lovelm("persona", "export", "raon")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("raon.png: 라온 as a V3 card, ")
    taken = lovelm("persona", "import", "raon.png", "--slug", "raon2", "--like", "raon")
    assert (taken.returncode, taken.stdout) == (2, "")
    assert "both are called '라온'" in taken.stderr
    done = lovelm(
        *("persona", "import", "raon.png", "--slug", "raon2", "--like", "raon", "--name", "라희")
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Stand-in lines: what 라희 says without a model are raon's lines" in done.stdout
    folder = tmp_path / "data" / "personas" / "raon2"
    assert load(folder).examples == load_all()["raon"].examples
    listed = lovelm("persona", "list").stdout.split()
    assert listed == ["dogeon", "onyu", "raon", "yudam", "raon2"]
    assert "라희 (raon2)" in lovelm("persona", "show", "raon2").stdout


@pytest.mark.parametrize("version", [2, 3])
def test_export_as_json(tmp_path: Path, version: int) -> None:
    done = lovelm("persona", "export", "onyu", "--version", str(version), "--out", "a.json")
    assert (done.returncode, done.stderr) == (0, "")
    content = (tmp_path / "a.json").read_bytes()
    assert json.loads(content)["spec"] == f"chara_card_v{version}"
    assert read(content).data.name == "온유"
    again = lovelm("persona", "export", "onyu", "--out", "a.json")
    assert again.returncode == 2
    assert "--force" in again.stderr
    assert (tmp_path / "a.json").read_bytes() == content
    assert lovelm("persona", "export", "dogeon", "--out", "a.json", "--force").returncode == 0
    assert read((tmp_path / "a.json").read_bytes()).data.name == "도건"


def test_import_says_what_it_made_and_what_it_left(tmp_path: Path) -> None:
    guests = tmp_path / "mine"
    guests.mkdir()
    (tmp_path / "card.png").write_bytes(picture(text("chara", v2()), text("ccv3", v3())))
    done = lovelm(
        *("persona", "import", "card.png", "--slug", "mina", "--like", "onyu"),
        LOVELM_PERSONAS=str(guests),
    )
    assert done.returncode == 0
    assert "미나 (mina), 2 examples of the card" in done.stdout
    assert done.stderr.splitlines() == [
        "note: 2 of its pictures and other files are not kept",
        "note: character_book is kept for export and not used",
    ]
    shown = lovelm("persona", "show", "mina", LOVELM_PERSONAS=str(guests)).stdout
    assert "미나는 바닷가 등대를 지킨다." in shown
    checked = lovelm("persona", "check", "mina", LOVELM_PERSONAS=str(guests))
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("export", "nobody"), "no persona 'nobody'"),
        (("export", "../onyu"), "no persona '../onyu'"),
        (("export", "onyu", "--out", "no/such/folder.png"), "cannot be written"),
        (("import", "nothing.png", "--slug", "a1", "--like", "onyu"), "cannot be read"),
        (("import", "junk.png", "--slug", "a1", "--like", "onyu"), "junk.png: the picture is cut"),
        (("import", "junk.png", "--slug", "a1", "--like", "me"), "no persona 'me'"),
    ],
)
def test_what_cannot_be_done_says_why(tmp_path: Path, arguments: tuple[str, ...], why: str) -> None:
    (tmp_path / "junk.png").write_bytes(picture()[:-3])
    done = lovelm("persona", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data" / "personas").exists()


def test_a_folder_of_guests_that_is_not_there_is_a_wrong_setting() -> None:
    done = lovelm("persona", "list", LOVELM_PERSONAS="/nowhere")
    assert done.returncode == 2
    assert "LOVELM_PERSONAS" in done.stderr
