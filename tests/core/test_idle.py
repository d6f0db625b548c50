"""How long it must be quiet, and what is said then."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.channels.settings import Tone
from core.character import faults
from core.corners.idle import CALM_AFTER, LONGEST, Silence, spoken_in
from core.corners.lines import HOURS, SEASONS, Lines, Script, occasions
from core.korea import KOREA
from core.persona import POLITE, Manner
from core.replies import Part
from personas.check import MOST_SHARED, shared
from personas.loader import load_all

PERSONAS = load_all()
NOON = datetime(2026, 7, 10, 12, tzinfo=KOREA).timestamp()
MINUTE = 60.0


def test_the_wait_grows_while_nobody_reacts_and_starts_anew_when_somebody_does() -> None:
    silence, now, waits = Silence(0.0), 0.0, []
    for _ in range(6):
        waits.append(silence.wait(5 * MINUTE) / MINUTE)
        silence.aired(now, "")
    assert waits == [5, 10, 20, 40, 60, 60]
    silence.wrote(now)
    assert silence.wait(5 * MINUTE) == 5 * MINUTE


@given(
    after=st.floats(60.0, 3_600.0),
    deeds=st.lists(
        st.tuples(st.sampled_from(["wrote", "aired", "spoke"]), st.floats(0.0, 5_000.0)),
        max_size=40,
    ),
    then=st.floats(0.0, 8_000.0),
)
def test_nothing_is_due_before_it_was_quiet_for_as_long_as_was_set(
    after: float, deeds: list[tuple[str, float]], then: float
) -> None:
    silence, now, last, tries = Silence(0.0), 0.0, 0.0, 0
    for deed, later in deeds:
        now += later
        if deed == "wrote":
            silence.wrote(now)
            tries = 0
        elif deed == "aired":
            silence.aired(now, "다들 저녁은 드셨어요?")
            tries += 1
        else:
            silence.spoke(now, "그랬군요.")
        last = now
    now += then
    assert after <= silence.wait(after) <= max(after, LONGEST)
    if silence.due(now, after):
        assert now - last >= after
        assert tries == 0 or now - last > after
    else:
        assert now - silence.since < silence.wait(after)


def test_quiet_begins_when_what_is_said_was_spoken() -> None:
    silence = Silence(0.0)
    silence.spoke(100.0, "가" * 50)
    assert silence.since == 100.0 + spoken_in("가" * 50) == 112.0


def test_nobody_is_spoken_to_soon_after_a_disclosure() -> None:
    silence = Silence(0.0)
    silence.crisis(5 * MINUTE)
    assert not silence.due(5 * MINUTE + CALM_AFTER - 1, MINUTE)
    assert silence.due(5 * MINUTE + CALM_AFTER, MINUTE)


def evening(tone: Tone, among: tuple[str, ...] = (), most: int = 400) -> list[Script]:
    """Everything that is said until nothing is left."""
    lines, said = Lines(PERSONAS), []
    while len(said) < most:
        script = lines.next(among, tone, NOON + len(said) * 300, said)
        if script is None:
            break
        said.append(script)
    return said


@pytest.mark.parametrize("tone", list(Tone))
def test_nothing_is_said_twice_and_everybody_has_a_turn(tone: Tone) -> None:
    said = evening(tone)
    assert len({script[0].text for script in said}) == len(said)
    assert len(said) > (200 if tone is Tone.OWN else 60)
    assert {script[0].persona for script in said[:8]} == {*PERSONAS}


def test_where_all_are_polite_nobody_says_a_word_in_banmal() -> None:
    for script in evening(Tone.POLITE):
        for part in script:
            found = faults(PERSONAS[part.persona], Manner.POLITE, part.text)
            assert found == [], part


def test_who_is_not_in_the_channel_says_nothing() -> None:
    said = evening(Tone.OWN, ("onyu", "raon", "gone"))
    assert {part.persona for script in said for part in script} == {"onyu", "raon"}


def test_a_film_corner_is_opened_by_a_line_about_films() -> None:
    script = Lines(PERSONAS).next((), Tone.OWN, NOON, [], film=True)
    assert script is not None
    films = [line.speech for line in PERSONAS[script[0].persona].bank.find("idle.film")]
    assert script[0].text in films


@pytest.mark.parametrize(
    ("when", "there"),
    [
        (datetime(2026, 1, 3, 4, 59, tzinfo=KOREA), ("dawn", "winter")),
        (datetime(2026, 12, 3, 5, tzinfo=KOREA), ("morning", "winter")),
        (datetime(2026, 3, 1, 11, tzinfo=KOREA), ("afternoon", "spring")),
        (datetime(2026, 8, 31, 20, 59, tzinfo=KOREA), ("evening", "summer")),
        (datetime(2026, 9, 1, 23, 59, tzinfo=KOREA), ("night", "autumn")),
    ],
)
def test_remarks_fit_the_hour_and_the_season(when: datetime, there: tuple[str, str]) -> None:
    assert occasions(when.timestamp()) == there


@pytest.mark.parametrize("slug", list(PERSONAS))
def test_there_is_enough_to_say(slug: str) -> None:
    persona = PERSONAS[slug]
    for manner in (Manner.OWN, Manner.POLITE):
        assert len(persona.banks[manner].find("idle.topic")) >= 40
    assert persona.remarks.keys() == {key for _, key in HOURS} | {*SEASONS}
    for other, who in PERSONAS.items():
        if other != slug:
            assert len(persona.exchanges[other]) + len(who.exchanges[slug]) >= 12


def written() -> list[Part]:
    """Remarks and exchanges, by whoever says them."""
    found = []
    for slug, persona in PERSONAS.items():
        for texts in persona.remarks.values():
            found += [Part(slug, persona.name, text) for text in texts]
        for other, exchanges in persona.exchanges.items():
            for texts in exchanges:
                speakers = [(slug, other)[number % 2] for number in range(len(texts))]
                found += [
                    Part(who, PERSONAS[who].name, text)
                    for who, text in zip(speakers, texts, strict=True)
                ]
    return found


def test_everybody_sounds_like_themselves() -> None:
    for part in written():
        assert faults(PERSONAS[part.persona], Manner.OWN, part.text) == [], part


def test_no_two_lines_are_alike() -> None:
    for slug in PERSONAS:
        own = [part.text for part in written() if part.persona == slug]
        for at, one in enumerate(own):
            for other in own[at + 1 :]:
                assert shared(one, other) < MOST_SHARED, (one, other)


def test_those_who_are_polite_anyway_say_more_where_everybody_is() -> None:
    said = evening(Tone.POLITE)
    talks = {script[0].persona for script in said if len(script) == 3}
    assert talks <= {slug for slug, who in PERSONAS.items() if who.register in POLITE}
