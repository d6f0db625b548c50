"""What Discord is sent, as data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord import cards
from adapters.discord.commands import changed, payloads
from adapters.simulated import discord_shapes as shapes
from core.replies import FilmCard, FilmLink
from personas.loader import load_all
from tests.conftest import line
from tests.servers.discord import answer

LINKS = tuple(FilmLink(f"서비스{n}", f"https://example.com/{n}") for n in range(6))


def film(**fields: object) -> FilmCard:
    about = {
        "title": "헤어질 결심", "year": 2022, "genres": ("Romance", "Mystery"), "rating": "15",
        "why": "조용히 마음을 두드려요.", "providers": LINKS,
    } | fields  # fmt: skip
    return FilmCard(id="f1", score=0.9, **about)  # type: ignore[arg-type]


def test_a_film_is_a_card_with_reason_rating_and_links() -> None:
    message = cards.answer(answer("이런 건 어때요", line("x"), films=(film(),)), "77")
    assert message["embeds"][0] | {"footer": None} == {
        "title": "1. 헤어질 결심 (2022)",
        "description": "조용히 마음을 두드려요.",
        "color": cards.COLOUR,
        "fields": [
            {"name": "등급", "value": "15세 이상", "inline": True},
            {"name": "장르", "value": "로맨스, 미스터리", "inline": True},
            {"name": "다른 곳", "value": "[서비스5](https://example.com/5)", "inline": True},
        ],
        "footer": None,
    }
    (row,) = message["components"]
    assert [button["label"] for button in row["components"]] == [f"1. 서비스{n}" for n in range(5)]
    assert message["message_reference"] == {"message_id": "77", "fail_if_not_exists": False}
    assert message["allowed_mentions"] == {"parse": []}


def test_three_films_a_publish_button_and_no_more() -> None:
    reply = answer("이런 건 어때요", line("x"), films=(film(),) * 8)
    message = cards.private_answer(reply)
    assert len(message["embeds"]) == 3
    assert len(message["components"]) == 4 <= 5
    assert message["components"][-1]["components"][0]["custom_id"] == "publish"


def test_what_discord_would_refuse_is_left_out() -> None:
    links = (FilmLink("길다", "https://a.kr/" + "x" * 600), FilmLink("앱", "tving://open"))
    message = cards.answer(answer("이거", line("x"), films=(film(providers=links, rating=""),)))
    assert message["components"] == []
    assert [field["name"] for field in message["embeds"][0]["fields"]] == ["장르"]


def test_justwatch_is_credited_beside_its_data() -> None:
    credits = "시청 정보: JustWatch · TMDB says so.", "시청 정보: JustWatch", ""
    message = cards.answer(answer("이거", line("x"), films=tuple(film(credit=c) for c in credits)))
    footer = message["embeds"][-1]["footer"]["text"]
    assert footer.endswith("주세요. · 시청 정보: JustWatch · TMDB says so."), "each once"
    message = cards.answer(answer("이거", line("x"), films=(film(),)))
    assert "JustWatch" not in message["embeds"][0]["footer"]["text"]


@given(st.text(max_size=2_500))
def test_no_text_is_too_long(text: str) -> None:
    assert len(cards.answer(answer(text, line("x")))["content"]) <= 2_000


def test_registered_commands_are_compared_with_what_is_wanted() -> None:
    wanted = payloads(load_all())
    registered = [shapes.command(given) for given in wanted]
    assert not changed(wanted, registered)
    assert not changed(wanted, registered[::-1])
    # As Discord tells them: what is false or empty is missing.
    told = [
        {k: v for k, v in command.items() if v != []}
        | {"options": [{k: v for k, v in o.items() if v} for o in command["options"]]}
        for command in registered
    ]
    assert not changed(wanted, told)


@pytest.mark.parametrize(
    "change",
    [
        {"description": "다른 말"},
        {"name_localizations": None},
        {"name_localizations": {"en-US": "other", "en-GB": "counsel"}},
        {"options": []},
        {"contexts": [0]},
    ],
)
def test_a_difference_is_seen(change: dict[str, object]) -> None:
    wanted = payloads(load_all())
    registered = [shapes.command(given) for given in wanted]
    assert changed(wanted, [registered[0] | change, *registered[1:]])
    assert changed(wanted, registered[1:])
    assert changed(wanted, [*registered, shapes.command({"name": "옛것"})])
    assert changed(wanted, [])


def test_commands_keep_discords_rules() -> None:
    for command in payloads(load_all()):
        assert len(command["name"]) <= 32
        assert 1 <= len(command["description"]) <= 100
        required = [option["required"] for option in command["options"]]
        assert required == sorted(required, reverse=True), "the required options come first"
        for words in (command, *command["options"]):
            assert words["name_localizations"]["en-US"].islower()
