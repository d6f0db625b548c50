"""The folder of guests at the start: who is in it, and what stops the start and says where."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import ConfigError
from personas.cards import CARD
from personas.loader import FOLDER, MOST, load, load_all
from tests.personas.guests import FOUR, arrive
from tests.personas.pictures import v1, v2


def test_it_is_there_at_the_start_beside_the_four(own: Path) -> None:
    arrive(own, v2())
    found = load_all(own=own)
    assert list(found) == [*FOUR, "mina"]
    assert [slug for slug, persona in found.items() if persona.guest] == ["mina"]


def test_what_an_import_left_half_way_is_passed_over(own: Path) -> None:
    folder = arrive(own, v1()).folder
    (own / ".import-abc").mkdir()
    os.rename(folder, own / ".import-abc" / "mina")
    shutil.copytree(own / ".import-abc" / "mina", own / ".mina")
    assert list(load_all(own=own)) == list(FOUR)


def test_two_of_one_name_name_both_files(own: Path) -> None:
    one = arrive(own, v1(), "one", name="하나").folder / "persona.yaml"
    two = arrive(own, v1(), "two", name="둘둘").folder / "persona.yaml"
    two.write_text(two.read_text("utf-8").replace("name: 둘둘", "name: 하나"), "utf-8")
    with pytest.raises(ConfigError, match="'하나'") as error:
        load_all(own=own)
    assert {str(one), str(two)} == set(error.value.key.split(" and "))


def test_two_of_one_slug_name_both_files(own: Path) -> None:
    folder = arrive(own, v1(), "raon2").folder
    file = folder / "persona.yaml"
    file.write_text(file.read_text("utf-8").replace("slug: raon2", "slug: raon"), "utf-8")
    folder.rename(own / "raon")
    with pytest.raises(ConfigError, match="'raon'") as error:
        load_all(own=own)
    assert str(FOLDER / "raon" / "persona.yaml") in error.value.key


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        ("persona.yaml", "tagline: ", "# ", "tagline: Field required"),
        ("persona.yaml", "slug: mina", "slug: other", "slug is 'other'"),
        ("card.json", '"chara_card_v3"', "", "card.json: it is not readable as JSON"),
        ("qa.jsonl", '"viewer"', '"view"', r"qa\.jsonl:1: viewer"),
    ],
)
def test_a_broken_guest_stops_the_start_and_says_where(
    own: Path, file: str, old: str, new: str, why: str
) -> None:
    path = arrive(own, v1()).folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ConfigError, match=why) as error:
        load_all(own=own)
    assert error.value.key.startswith(str(path))


def test_without_a_card_the_file_must_say_all(own: Path) -> None:
    folder = arrive(own, v1()).folder
    (folder / CARD).unlink()
    with pytest.raises(ConfigError, match="Field required"):
        load_all(own=own)


def test_there_are_no_more_than_a_vote_has_numbers(own: Path) -> None:
    for number in range(MOST - len(FOUR)):
        arrive(own, v1(), f"guest{number}", name=f"손님{number}")
    assert len(load_all(own=own)) == MOST
    with pytest.raises(ConfigError, match="9 at most"):
        arrive(own, v1(), "toomany", name="한 명 더")
    assert len(load_all(own=own)) == MOST


def test_a_folder_that_is_not_there_holds_nobody(own: Path) -> None:
    assert list(load_all(own=own)) == list(FOUR)


def test_where_somebody_comes_from_is_no_part_of_who_they_are() -> None:
    onyu = load(FOLDER / "onyu")
    assert replace(onyu, guest=True) == onyu
