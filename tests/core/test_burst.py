"""Many who give at once: named together, in order, each once."""

from bots.brain import Brain
from core.channels.channel import Channel
from core.gate.burst import BURST, thanks_line
from core.gate.gate import GateSettings
from core.labels import Platform
from core.replies import CHAT_LIMIT
from core.turns import Reason, Turn
from tests.conftest import gift

NOW = 1_000_000.0


def room(brain: Brain, platform: Platform = Platform.CHZZK) -> Channel:
    return Channel(platform, "room", brain.gate(GateSettings()))


def bursts(channel: Channel) -> list[Turn]:
    """All that is thanked together, as soon as the line before was said."""
    turns: list[Turn] = []
    while taken := channel.burst(NOW):
        turns += taken
        for turn in taken:
            channel.done(turn.id)
    return turns


def test_every_line_fits_and_names_everybody_in_order(brain: Brain) -> None:
    channel = room(brain)
    donors = [f"후원자{'가' * (n % 9)}{n}" for n in range(200)]
    for number, donor in enumerate(donors):
        channel.gate.hear(gift(1_000 + number, viewer=donor), NOW)
    turns = bursts(channel)
    lines = [thanks_line(turn.thanked, brain.moderation.name) for turn in turns]
    assert all(len(line) <= CHAT_LIMIT[Platform.CHZZK] for line in lines)
    named = [one.name for turn in turns for one in turn.thanked]
    assert named == donors[: len(named)]
    assert len(named) > 200 - BURST, "fewer than that have a line each"
    assert len({id for turn in turns for id in turn.event_ids}) == len(named)


def test_a_few_are_thanked_one_by_one(brain: Brain) -> None:
    channel = room(brain)
    for number in range(BURST - 1):
        channel.gate.hear(gift(1_000, viewer=f"v{number}"), NOW)
    assert channel.burst(NOW) == []
    turn = channel.take(NOW)
    assert turn is not None
    assert turn.reason is Reason.DONATION


def test_thanks_wait_for_those_before_them(brain: Brain) -> None:
    channel = room(brain)
    for number in range(3):
        channel.gate.hear(gift(1_000, viewer=f"v{number}"), NOW)
    (first,) = channel.burst(NOW)
    for number in range(3, 6):
        channel.gate.hear(gift(1_000, viewer=f"v{number}"), NOW)
    assert channel.burst(NOW) == []
    assert channel.take(NOW + 60.0) is None
    channel.done(first.id)
    (second,) = channel.burst(NOW)
    assert [one.name for one in second.thanked] == ["v3", "v4", "v5"]


def test_who_gave_much_is_thanked_aloud_too(brain: Brain) -> None:
    channel = room(brain)
    for number in range(3):
        channel.gate.hear(gift(1_000, viewer=f"v{number}"), NOW)
    channel.gate.hear(gift(50_000, "늘 응원해요", viewer="큰손"), NOW)
    together, aloud = channel.burst(NOW)
    assert "큰손" in [one.name for one in together.thanked]
    assert (aloud.viewer.name, aloud.aloud, aloud.text) == ("큰손", True, "늘 응원해요")


def test_a_question_among_their_words_is_answered_afterwards(brain: Brain) -> None:
    channel = room(brain)
    for number in range(3):
        channel.gate.hear(gift(1_000, "화이팅", viewer=f"v{number}"), NOW)
    channel.gate.hear(gift(1_000, "남친이 3일째 읽씹하는데 어떡하죠?", viewer="궁금"), NOW)
    bursts(channel)
    ripe = channel.gate.ripe(NOW + 1.0)
    channel.gate.weigh(ripe, brain.understander.read_many([c.text for c in ripe]), NOW + 1.0)
    turn = channel.take(NOW + 10.0)
    assert turn is not None
    assert (turn.viewer.name, turn.support) == ("궁금", None)
    assert channel.take(NOW + 20.0) is None
