"""Answers about films: a list, an offer declined, what a viewer said of one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from core.channels.settings import ChannelSettings
from core.labels import Emotion, Platform
from core.movies.opinion import Verdict
from core.movies.rank import Request
from core.movies.remarks import Remark
from core.party import party
from core.persona import Manner
from core.pipeline.brief import Draft
from core.pipeline.dialogue import Asked
from core.pipeline.film_corner import FilmCorner, tellable
from core.pipeline.films import card, chat_line, named, quoted, reasoned, spoken
from core.pipeline.lines import bank_line
from core.pipeline.meaning import Move, asked_again
from core.pipeline.offers import FELT
from core.pipeline.state import Talk
from core.replies import FilmCard
from core.understanding.reading import Reading

CATALOGUE = "catalogue"
ACKNOWLEDGED = 2


@dataclass(frozen=True, slots=True)
class FilmAnswers:
    """Writes drafts about films; `longest` is what may be spoken, in characters."""

    corner: FilmCorner
    chat_limit: Mapping[Platform, int]
    longest: int
    settings: Callable[[Platform, str], ChannelSettings]

    async def recommend(self, state: Talk) -> Talk:
        """Films that fit wish and feeling, introduced by the persona."""
        turn, dialogue, means = state["turn"], state["dialogue"], state["means"]
        to, brief = party(turn), state["brief"]
        await self.corner.note(to, means.remarks, turn.at)
        known = await self.corner.known(to)
        asked = asked_again(dialogue, turn.text, means)
        if means.move is not Move.ANOTHER:
            asked = replace(asked, emotion=_felt(state["reading"], dialogue.emotion))
        request = Request(text=asked.text, wish=asked.wish, emotion=asked.emotion, seed=brief.seed)
        picks = self.corner.choose(to, request, means.survey, known, turn.at)
        if not picks:
            line = bank_line("film.none", brief)
            return {"draft": Draft(line.chat, line.speech, line.source, CATALOGUE), "films": ()}
        dialogue.asked = asked
        register = state["persona"].register_in(brief.manner)
        posters = self.settings(turn.platform, turn.channel).posters
        english = brief.manner is Manner.ENGLISH
        cards = tuple(card(pick, register, posters, english) for pick in picks)
        stranger = not known.leanings and not asked.wish.likes and means.survey is None
        draft = self._listed(state, cards, asked, stranger)
        await self.corner.show(to, picks, named(cards, draft.chat), turn.at)
        return {"draft": draft, "films": cards}

    def _listed(
        self, state: Talk, cards: tuple[FilmCard, ...], asked: Asked, stranger: bool
    ) -> Draft:
        """The lead-in, titles and a reason; of a `stranger` in no mood a favourite is asked."""
        brief, means = state["brief"], state["means"]
        limit = self.chat_limit[state["turn"].platform]
        again = means.move is Move.ANOTHER
        mood = means.survey.moods[0] if means.survey else asked.emotion
        lead = bank_line("film.again" if again else f"film.{mood}", brief)
        chat = chat_line(lead.chat, cards, limit)
        english = brief.manner is Manner.ENGLISH
        speech = spoken(lead.speech, cards, self.longest, english)
        dialogue = state["dialogue"]
        ask = stranger and mood is Emotion.NEUTRAL and not dialogue.asked_favourite and not again
        question = bank_line("film.ask", brief).chat if ask else ""
        if question and len(chat) + len(question) + 2 <= limit:
            dialogue.asked_favourite = dialogue.favourite = True
            return Draft(f"{chat}. {question}", speech, lead.source, CATALOGUE)
        return Draft(reasoned(chat, cards, limit, english), speech, lead.source, CATALOGUE)

    async def remark(self, state: Talk) -> Talk:
        """What a viewer said of films is kept, and acknowledged in the persona's voice; a
        declined offer is too."""
        turn, means, dialogue = state["turn"], state["means"], state["dialogue"]
        if means.move is Move.DECLINE:
            line = bank_line("film.declined", state["brief"])
            return {"draft": Draft(line.chat, line.speech, line.source, CATALOGUE), "films": ()}
        remarks = await self.corner.note(party(turn), means.remarks, turn.at)
        dialogue.open = any(remark.verdict in ASKING for remark in remarks[:ACKNOWLEDGED])
        return {"draft": self._acknowledged(state, remarks), "films": ()}

    def _acknowledged(self, state: Talk, remarks: tuple[Remark, ...]) -> Draft:
        """One line for each verdict, two at most, as far as they fit."""
        brief, to = state["brief"], party(state["turn"])
        verdicts = list(dict.fromkeys(remark.verdict for remark in remarks))[:ACKNOWLEDGED]
        lines = []
        for verdict in verdicts:
            told = [r for r in remarks if r.verdict is verdict and tellable(r, to)]
            film = quoted([film for r in told for film in r.films]) if told else _last(brief.manner)
            lines.append(bank_line(f"film.{verdict or 'unsaved'}", brief, film=film))
        lines = lines or [bank_line("film.empty", brief)]
        chat = " ".join(line.chat for line in lines)
        if len(chat) > self.chat_limit[state["turn"].platform]:
            chat = lines[-1].chat
        speech = " ".join(line.speech for line in lines)
        return Draft(chat, speech, lines[0].source, CATALOGUE)


def _last(manner: Manner) -> str:
    """A film saved last that is not to be named here."""
    return "〈last save〉" if manner is Manner.ENGLISH else "마지막에 찜한 영화"


def _felt(reading: Reading, told: Emotion) -> Emotion:
    """The mood to go by: what the request itself says, else that of the dialogue so far."""
    emotion, probability = reading.emotions[0]
    own = emotion is not Emotion.NEUTRAL and probability >= FELT
    return emotion if own or told is Emotion.NEUTRAL else told


# Lines that end on the question whether to look for more.
ASKING = (Verdict.SEEN, Verdict.LIKED, Verdict.DISLIKED)
