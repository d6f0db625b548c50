"""Which films are shown: what was told, asked before, saved, disliked, and shown to neighbours."""

import pytest

from bots.brain import Brain
from core.labels import Emotion
from core.movies.opinion import Verdict
from tests.core.pipeline.talking import Talking


async def test_more_of_the_same_keeps_the_wish(shared: Brain) -> None:
    talking = Talking(shared)
    for line in ("90분 안 넘는 애니 추천해줘", "다른 거", "한국 거 말고 다른 거"):
        await talking.say(line)
    films = [shared.corner.library.catalogue.by_id(id) for id in talking.shown]
    assert all(film and film.runtime and film.runtime <= 90 for film in films)
    assert sum("Animation" in film.genres for film in films if film) > len(films) / 2


async def test_the_mood_that_was_told_counts_for_a_bare_request(shared: Brain) -> None:
    talking = Talking(shared)
    await talking.kinds("남친이랑 헤어졌어 너무 슬퍼")
    reply = await talking.say("영화 추천해줘")
    assert talking.says(str(Emotion.SADNESS), reply) or talking.says(str(Emotion.HURT), reply)
    assert not talking.says("ask", reply)


async def test_a_stranger_is_asked_for_a_favourite_once(shared: Brain) -> None:
    talking = Talking(shared)
    asked = [
        talking.says("ask", await talking.say(line))
        for line in (
            "영화 추천해줘",
            "나 오늘 회사에서 혼났어",
            "코미디 영화 추천해줘",
            "영화 추천해줘",
        )
    ]
    assert asked == [True, False, False, False]


async def test_a_favourite_steers_and_may_be_named(shared: Brain) -> None:
    talking = Talking(shared)
    await talking.say("영화 추천해줘")
    reply = await talking.say("인터스텔라")
    assert any("인터스텔라" in film.why for film in reply.films)
    assert "interstellar-2014" not in {film.id for film in reply.films}
    known = await shared.corner.feedback.known(talking.viewer)
    assert dict(known.leanings)["interstellar-2014"] > 0.9


async def test_what_was_saved_is_never_told_to_others(shared: Brain) -> None:
    talking = Talking(shared)
    await talking.say("영화 추천해줘")
    await talking.say("이거 찜")
    title = talking.replies[0].films[0].title
    later = Talking(shared, viewer=talking.viewer)
    reply = await later.say("영화 추천해줘")
    said = (reply.chat, reply.speech, *(film.why for film in reply.films))
    assert not any(title in text for text in said)
    assert not {*talking.shown} & {*later.shown}


async def test_a_dislike_pushes_films_like_it_away(shared: Brain) -> None:
    talking = Talking(shared)
    feedback, recommender = shared.corner.feedback, shared.corner.library.recommender
    films = shared.corner.library.catalogue
    horror = [film.id for film in films if "Horror" in film.genres][:6]
    await feedback.judge(talking.viewer, horror, Verdict.DISLIKED)
    known = await feedback.known(talking.viewer)
    assert [weight for _, weight in known.leanings] == pytest.approx([-1.0] * len(horror))
    left = [film.id for film in films if "Horror" in film.genres and film.id not in horror]
    reply = await talking.say("영화 추천해줘")
    assert len(reply.films) == 8
    assert not {film.id for film in reply.films} & {*left}
    assert recommender is shared.films.recommender


async def test_neighbours_in_a_channel_see_other_films(shared: Brain) -> None:
    first = Talking(shared)
    second = Talking(shared, channel=first.channel)
    await first.say("영화 추천해줘")
    await second.say("영화 추천해줘")
    assert not {*first.shown} & {*second.shown}


async def test_a_narrow_wish_is_met_although_neighbours_saw_those(shared: Brain) -> None:
    first = Talking(shared)
    second = Talking(shared, channel=first.channel)
    one = await first.say("왕가위 감독 홍콩 영화 추천해줘")
    other = await second.say("왕가위 감독 홍콩 영화 추천해줘")
    assert len(other.films) == len(one.films) == 8
