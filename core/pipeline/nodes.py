"""The graph's nodes: each takes the state so far and returns what it adds."""

from dataclasses import dataclass, replace
from zlib import crc32

from core.bank import Line
from core.korean import fill, slots
from core.labels import Emotion, Intent, Platform
from core.movies.rank import Recommender, Request
from core.movies.wish import FilmWish
from core.persona import Persona, Register
from core.pipeline.brief import Brief, Draft
from core.pipeline.dialogue import Dialogue, Dialogues
from core.pipeline.films import card, chat_line, spoken
from core.pipeline.keys import bank_keys
from core.pipeline.state import Talk
from core.ports import Personas, Responder
from core.replies import Reply
from core.safety.masking import mask
from core.safety.moderation import Moderation
from core.safety.outbound import Outbound
from core.turns import Turn
from core.understanding.consent import accepts, wants_another
from core.understanding.details import read_details
from core.understanding.reading import Reading
from core.understanding.understander import Understander

SPEECH_LIMIT = 170
DONOR_SPEECH_LIMIT = 260
OFFERED_AFTER = 2
COMFORTED_BY_FILM = {Emotion.SADNESS, Emotion.HURT, Emotion.LONELY, Emotion.TIRED, Emotion.ANXIETY}
CATALOGUE = "catalogue"
POLITE = {Register.HAEYO, Register.HAPSYO}


@dataclass(frozen=True, slots=True)
class Nodes:
    """What the nodes work with; built once."""

    personas: Personas
    understander: Understander
    recommender: Recommender
    responder: Responder
    dialogues: Dialogues
    moderation: Moderation
    outbound: Outbound
    seed: int
    chat_limit: dict[Platform, int]

    def understand(self, state: Talk) -> Talk:
        """The reading of the viewer's words."""
        return {"reading": self.understander.read(state["turn"].text)}

    def recall(self, state: Talk) -> Talk:
        """The dialogue so far, who answers, and what the viewer means in its light."""
        turn, reading = state["turn"], state["reading"]
        dialogue = self.dialogues.of(_place(turn), turn.viewer.id)
        persona = self._persona(turn, dialogue)
        reading = in_light_of(dialogue, turn.text, reading)
        return {
            "dialogue": dialogue,
            "persona": persona,
            "reading": reading,
            "brief": self._brief(turn, reading, dialogue, persona),
        }

    def route(self, state: Talk) -> str:
        """Name of the node that writes the answer."""
        reading, turn = state["reading"], state["turn"]
        if reading.intent is Intent.RECOMMEND:
            return "recommend"
        return "thank" if turn.support else "talk"

    async def talk(self, state: Talk) -> Talk:
        """Counsel or small talk in the persona's voice."""
        draft = await self.responder.respond(state["brief"])
        if self._offers_film(state):
            offer = self._line(state["persona"], "film.offer", state["brief"])
            draft = replace(draft, speech=f"{draft.speech} {offer.speech}")
            state["dialogue"].film_offered = True
        return {"draft": draft, "films": ()}

    async def thank(self, state: Talk) -> Talk:
        """Thanks with donor and amount, and an answer to the donor's words.

        Thanks are always polite. A persona that is not keeps the two apart, thanks in chat
        and counsel aloud, so that no reply mixes registers.
        """
        support, persona = state["turn"].support, state["persona"]
        assert support is not None
        thanks = self._line(persona, f"thanks.{support.kind}", state["brief"])
        draft = Draft(thanks.chat, thanks.speech, thanks.chat, self.responder.name)
        if state["reading"].intent is Intent.COUNSEL:
            answer = await self.responder.respond(state["brief"])
            if persona.register in POLITE:
                limit = self.chat_limit[state["turn"].platform]
                both = f"{thanks.chat} {answer.chat}"
                chat = both if len(both) <= limit else thanks.chat
                draft = replace(answer, chat=chat, speech=f"{thanks.speech} {answer.speech}")
            else:
                draft = replace(answer, chat=thanks.chat)
        return {"draft": draft, "films": ()}

    def recommend(self, state: Talk) -> Talk:
        """Films that fit wish and feeling, introduced by the persona."""
        turn, reading, dialogue = state["turn"], state["reading"], state["dialogue"]
        again = wants_another(turn.text)
        picks = self.recommender.recommend(
            Request(
                text=turn.text,
                wish=reading.wish or FilmWish(),
                emotion=reading.emotion,
                seed=state["brief"].seed,
                avoid=frozenset(dialogue.films) if again else frozenset(),
            )
        )
        cards = tuple(map(card, picks))
        brief, persona = state["brief"], state["persona"]
        if not cards:
            line = self._line(persona, "film.none", brief)
            return {"draft": Draft(line.chat, line.speech, line.chat, CATALOGUE), "films": ()}
        lead = self._line(persona, f"film.{reading.emotion}", brief)
        limit = self.chat_limit[turn.platform]
        draft = Draft(
            chat_line(lead.chat, cards, limit), spoken(lead.speech, cards), lead.chat, CATALOGUE
        )
        return {"draft": draft, "films": cards}

    def check(self, state: Talk) -> Talk:
        """The draft made safe and short enough, as a reply; the dialogue remembers it."""
        turn, draft, persona = state["turn"], state["draft"], state["persona"]
        reading, films = state["reading"], state["films"]
        longest = DONOR_SPEECH_LIMIT if turn.support else SPEECH_LIMIT
        chat = self.outbound.clean(draft.chat, self.chat_limit[turn.platform])
        speech = self.outbound.clean(draft.speech, longest)
        self._remember(state, chat)
        return {
            "reply": Reply(
                turn_id=turn.id,
                platform=turn.platform,
                channel=turn.channel,
                viewer=turn.viewer,
                in_reply_to=turn.event_ids,
                question=mask(turn.text),
                persona=persona.slug,
                speaker=persona.name,
                chat=chat,
                speech=speech,
                emotion=reading.emotion,
                intent=reading.intent,
                films=films,
                model=draft.model,
                token=turn.token,
                donation=turn.support.shown if turn.support else "",
            )
        }

    def _persona(self, turn: Turn, dialogue: Dialogue) -> Persona:
        there = turn.among or tuple(self.personas)
        for asked in (turn.persona, dialogue.persona):
            if asked in there:
                return self.personas[asked]
        return self.personas[self.dialogues.next_speaker(turn.channel, there)]

    def _brief(self, turn: Turn, reading: Reading, dialogue: Dialogue, persona: Persona) -> Brief:
        details = read_details(turn.text)
        name = self.moderation.name(turn.viewer.name)
        support = turn.support
        values = {"name": name, "partner": details.partner, "donor": name}
        if details.duration:
            values["duration"] = details.duration
        if support:
            values |= {"amount": support.shown, "viewers": str(support.viewers)}
        return Brief(
            persona=persona,
            text=self.moderation.covered(turn.text),
            reading=reading,
            keys=bank_keys(turn.text, reading),
            slots=values,
            scale=details.scale,
            said=self.dialogues.said(turn.channel),
            history=tuple(dialogue.exchanges),
            seed=crc32(f"{self.seed}/{turn.id}".encode("utf-8", "surrogatepass")),
        )

    def _line(self, persona: Persona, key: str, brief: Brief) -> Line:
        """A bank line under `key`, slots filled, one not said lately where there is one."""
        lines = [line for line in persona.bank.find(key) if slots(line.chat) <= brief.slots.keys()]
        fresh = [line for line in lines if line.chat not in brief.said] or lines
        line = fresh[brief.seed % len(fresh)]
        return Line(fill(line.chat, brief.slots), fill(line.speech, brief.slots))

    def _offers_film(self, state: Talk) -> bool:
        dialogue, reading = state["dialogue"], state["reading"]
        return (
            reading.intent is Intent.COUNSEL
            and dialogue.counselled + 1 >= OFFERED_AFTER
            and not dialogue.film_offered
            and reading.emotion in COMFORTED_BY_FILM
        )

    def _remember(self, state: Talk, chat: str) -> None:
        turn, dialogue, reading = state["turn"], state["dialogue"], state["reading"]
        persona = state["persona"]
        dialogue.persona = persona.slug
        dialogue.exchanges.append((mask(self.moderation.covered(turn.text)), chat))
        if reading.intent is Intent.COUNSEL:
            dialogue.counselled += 1
            dialogue.emotion = reading.emotion
        if state["films"]:
            dialogue.films += tuple(film.id for film in state["films"])
            dialogue.film_offered = True
        self.dialogues.spoke(turn.channel, persona.slug)
        self.dialogues.remember_said(turn.channel, state["draft"].source)


def _place(turn: Turn) -> str:
    """What is asked in private is remembered apart from what all could read."""
    return f"{turn.channel}/private" if turn.token else turn.channel


def in_light_of(dialogue: Dialogue, text: str, reading: Reading) -> Reading:
    """`reading` as it is meant after what was said: a yes to an offered film, "다른 거"."""
    wants_film = (dialogue.film_offered and not dialogue.films and accepts(text)) or (
        bool(dialogue.films) and wants_another(text)
    )
    if not wants_film:
        return reading
    felt = dialogue.emotion
    return replace(
        reading,
        intent=Intent.RECOMMEND,
        emotions=((felt, 1.0), reading.emotions[0]),
        wish=reading.wish or FilmWish(),
        situation=None,
    )
