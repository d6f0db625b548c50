"""Cards become guests, guests become cards, and everybody is told apart."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.character import faults
from core.errors import BadInput, ConfigError
from core.korean import fill
from core.persona import Manner
from personas import portrait
from personas.card_export import exported
from personas.card_import import TAGLINE, settle
from personas.cards import CARD, in_picture, kept, read, written
from personas.loader import FOLDER, load
from tests.personas.guests import FOUR, arrive, files
from tests.personas.pictures import v1, v2, v3
from tests.personas.test_loader import SLOTS


@pytest.mark.parametrize("slug", FOUR)
@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("picture", [True, False])
def test_export_then_import_is_the_same_persona(
    own: Path, slug: str, version: int, picture: bool
) -> None:
    data = exported(FOLDER / slug)
    rows = portrait.rows("#112233")
    content = in_picture(data, version, rows) if picture else written(data, version)
    nobody = own / "nobody"
    done = settle(read(content), own, slug, FOLDER / slug, packaged=nobody)
    assert done.persona == load(FOLDER / slug)
    assert done.persona.guest
    assert done.notes == ()


def test_a_card_says_who_they_are_and_another_how_they_speak(own: Path) -> None:
    done = arrive(own, v3())
    persona, onyu = done.persona, load(FOLDER / "onyu")
    assert (persona.slug, persona.name, persona.tagline) == ("mina", "미나", TAGLINE)
    assert persona.aliases == ("미나", "등대지기")
    assert persona.card is not None
    assert persona.card.description == "미나는 바닷가 등대를 지킨다.\n시청자의 말을 오래 듣는다."
    assert (persona.why, persona.values, persona.forbidden) == ("", (), ())
    assert (persona.register, persona.calls, persona.voice) == (
        onyu.register,
        onyu.calls,
        onyu.voice,
    )
    assert [e.reply for e in persona.examples] == [
        "기다리느라 애가 탔겠어요.",
        "파도도 때를 봐요. 오늘은 안부부터 물어봐요.",
    ]
    assert "character_book is kept for export and not used" in done.notes
    for name in ("persona.yaml", "bank.yaml", "english.yaml"):
        head = (done.folder / name).read_text("utf-8").splitlines()[:3]
        assert any("온유" in line for line in head if line.startswith("#"))


@pytest.mark.parametrize("like", FOUR)
@pytest.mark.parametrize("name", ["미나", "민준", "하늘", "Seraphim", "천사 라파엘"])
def test_stand_in_lines_say_the_new_name_and_stay_in_character(
    own: Path, like: str, name: str
) -> None:
    persona = arrive(own, v1(), name=name, like=FOLDER / like).persona
    before = load(FOLDER / like)
    for manner in (Manner.OWN, Manner.POLITE):
        lines = persona.banks[manner].lines
        assert lines.keys() == before.banks[manner].lines.keys()
        for key, found in lines.items():
            for line in found:
                assert before.name not in line.speech
                if not key.startswith("thanks."):
                    assert faults(persona, manner, fill(line.speech, SLOTS)) == [], line.speech


def test_particles_follow_the_new_name(own: Path) -> None:
    persona = arrive(own, v1(), name="민준").persona
    said = [line.speech for line in persona.bank.find("talk.who_are_you")]
    assert any(line.startswith("민준이에요.") for line in said)
    assert any("민준이라고 해요" in line for line in said)
    english = [line.speech for line in persona.banks[Manner.ENGLISH].find("talk.who_are_you")]
    assert any(line.startswith("I'm Mina,") for line in english)


def test_a_guest_is_exported_with_all_its_card_said(own: Path, tmp_path: Path) -> None:
    guest = arrive(own, v3())
    data = exported(guest.folder)
    assert data.character_book == v3()["data"]["character_book"]  # type: ignore[attr-defined]
    assert data.extensions["depth_prompt"] == {"depth": 4, "prompt": ""}
    assert data.description == v3()["data"]["description"].replace("\r\n", "\n")
    again = settle(read(written(data, 3)), tmp_path / "other", "mina", FOLDER / "onyu")
    assert again.persona == guest.persona


def test_what_was_edited_elsewhere_counts(own: Path) -> None:
    card = json.loads(written(exported(FOLDER / "onyu"), 3))
    assert "나무 위에 산다" not in card["data"]["description"]
    card["data"]["description"] = "{{char}}는 나무 위에 산다."
    card["data"]["mes_example"] += "\n<START>\n{{user}}: 새 고민\n{{char}}: 새 답이에요."
    persona = arrive(own, card, name="미나").persona
    onyu = load(FOLDER / "onyu")
    assert persona.card is not None
    assert persona.card.description == "미나는 나무 위에 산다."
    assert persona.examples[:-1] == onyu.examples
    assert persona.examples[-1].reply == "새 답이에요."
    assert persona.values == onyu.values
    assert persona.aliases == ("미나",)


def test_another_model_gives_its_manner_with_its_lines(own: Path) -> None:
    card = json.loads(written(exported(FOLDER / "raon"), 3))
    done = arrive(own, card, name="미나", like=FOLDER / "dogeon")
    dogeon = load(FOLDER / "dogeon")
    assert (done.persona.register, done.persona.calls) == (dogeon.register, dogeon.calls)
    assert any("speaks as 도건 does" in note for note in done.notes)
    assert any("example answers are not in its manner" in note for note in done.notes)


@pytest.mark.parametrize(
    "spoilt",
    [
        "rubbish",
        {"version": 2, "persona": {}, "examples": []},
        {"version": 1, "persona": {"register": "rude"}, "examples": []},
        {"version": 1, "persona": {"calls": {"own": "{secret}"}}, "examples": []},
        {"version": 1, "persona": {}, "examples": [{"viewer": "a"}]},
    ],
)
def test_a_spoilt_extension_leaves_the_plain_fields(own: Path, spoilt: Any) -> None:
    done = arrive(own, v2(extensions={"lovelm": spoilt}))
    assert done.persona.card is not None
    assert "extensions.lovelm cannot be used: only the card's plain fields were read" in done.notes


def test_a_strangers_extension_brings_no_lines_and_no_odd_names(own: Path) -> None:
    card = json.loads(written(exported(FOLDER / "onyu"), 3))
    mine = card["data"]["extensions"]["lovelm"]
    assert set(mine) == {"version", "persona", "examples"}
    mine["persona"]["aliases"] = ["온유둘", "ㅋㅋ|.*", "a\nb", "/root"]
    mine["persona"]["slug"], mine["bank"] = "../raon", {"refuse": {"danger": ["그래 해 봐"] * 2}}
    card["data"]["name"] = "온유하나"
    persona = arrive(own, card).persona
    assert (persona.slug, persona.aliases) == ("mina", ("온유하나", "온유둘"))
    onyu = load(FOLDER / "onyu").bank
    assert persona.bank.find("refuse.danger") == onyu.find("refuse.danger")


@pytest.mark.parametrize(
    ("card", "how", "why"),
    [
        (v1(name=""), {}, "has no name: add --name"),
        (v2(name=None), {}, "has no name: add --name"),
        (v1(name="Seraphina"), {}, "add --name, 2 to 8"),
        (v1(name="나"), {}, "add --name, 2 to 8"),
        (v1(), {"name": '"]: !x'}, "add --name, 2 to 8"),
        (v1(), {"name": "1234"}, "add --name, 2 to 8"),
        (v1(), {"slug": "onyu"}, "a packaged persona has that slug"),
        (v1(), {"slug": "../mina"}, "small letters, digits and _"),
        (v1(), {"slug": "mina\n"}, "small letters, digits and _"),
    ],
)
def test_what_cannot_be_called_is_refused(
    own: Path, card: dict[str, Any], how: dict[str, str], why: str
) -> None:
    with pytest.raises(BadInput, match=why):
        arrive(own, card, **how)
    assert not own.exists() or files(own) == {}


def test_nothing_is_overwritten_without_force(own: Path) -> None:
    folder = arrive(own, v1()).folder
    before = files(own)
    with pytest.raises(BadInput, match="--force"):
        arrive(own, v1(personality="다름"))
    assert files(own) == before
    arrive(own, v1(personality="다름"), force=True)
    assert kept(folder / CARD).personality == "다름"
    assert [path.name for path in own.iterdir()] == ["mina"]


@pytest.mark.parametrize("name", ["온유", "담요지기", "Raon", "세라"])
def test_a_name_that_is_taken_is_refused_and_nothing_stays(own: Path, name: str) -> None:
    arrive(own, v1(), "sera", name="세라")
    before = files(own)
    with pytest.raises(ConfigError, match="both are called") as error:
        arrive(own, v1(), name=name)
    assert str(own / "mina" / "persona.yaml") in error.value.key
    assert files(own) == before
    assert [path.name for path in own.iterdir()] == ["sera"]


def test_a_full_disk_leaves_what_was_there(own: Path) -> None:
    arrive(own, v1())
    before = files(own)
    resource = pytest.importorskip("resource", reason="Windows has no limit on files")
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, allowed[1]))
    try:
        with pytest.raises(OSError, match="large"):
            arrive(own, v1(personality="다름"), force=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
    assert files(own) == before
    assert [path.name for path in own.iterdir()] == ["mina"]
