"""What an import mends, refuses, and does not take from a card."""

import json
from pathlib import Path

import pytest

from core.errors import BadInput, ConfigError
from personas.card_export import exported
from personas.card_import import TAGLINE
from personas.cards import CARD, written
from personas.loader import FOLDER, load_all
from personas.schema import CHAT_LENGTH
from tests.personas.guests import arrive, files
from tests.personas.pictures import v1


@pytest.mark.parametrize(
    ("file", "torn"), [(CARD, "{ torn"), ("persona.yaml", "slug: ["), ("bank.yaml", "")]
)
def test_an_import_mends_a_broken_guest(own: Path, file: str, torn: str) -> None:
    folder = arrive(own, v1()).folder
    (folder / file).write_text(torn, "utf-8")
    with pytest.raises(ConfigError, match=file):
        load_all(own=own)
    assert arrive(own, v1(), force=True).persona == load_all(own=own)["mina"]


def test_another_guest_that_is_broken_is_still_told(own: Path) -> None:
    (arrive(own, v1(), "sera", name="세라").folder / CARD).write_text("{ torn", "utf-8")
    with pytest.raises(ConfigError, match=r"sera/card\.json"):
        arrive(own, v1())


def test_viewers_read_no_tagline_of_a_card(own: Path) -> None:
    card = json.loads(written(exported(FOLDER / "onyu"), 3))
    card["data"]["extensions"]["lovelm"]["persona"]["tagline"] = "무료쿠폰 https://evil.example/a"
    done = arrive(own, card, name="미나")
    assert done.persona.tagline == TAGLINE
    assert any(note.startswith("tagline is") for note in done.notes)
    assert "evil" not in (done.folder / "persona.yaml").read_text("utf-8")


def test_a_slug_too_long_for_a_line_is_refused_and_nothing_stays(own: Path) -> None:
    with pytest.raises(BadInput, match=r"--slug: .*english\.yaml"):
        arrive(own, v1(), "g_abcdefghijklmnopqrs", like=FOLDER / "raon")
    assert files(own) == {}


def test_a_name_too_long_for_a_line_is_refused(own: Path) -> None:
    bank = arrive(own, v1(), "sera", name="세라").folder / "bank.yaml"
    text = bank.read_text("utf-8")
    greeting = "안녕하세요, 세라예요. 급한 거 없으니까 숨부터 돌리고 천천히 얘기해요."
    assert greeting in text
    bank.write_text(text.replace(greeting, "세라" + "요" * (CHAT_LENGTH - 2)), "utf-8")
    with pytest.raises(BadInput, match=r"--name: .*bank\.yaml"):
        arrive(own, v1(), like=own / "sera", name="미나리")


def test_a_fault_of_the_model_is_told_as_its_own(own: Path) -> None:
    bank = arrive(own, v1(), "sera", name="세라").folder / "bank.yaml"
    bank.write_text("situation: {}", "utf-8")
    with pytest.raises(ConfigError) as error:
        arrive(own, v1(), like=own / "sera")
    assert error.value.key.startswith(str(bank))
