"""The graph's nodes: each takes the state so far and returns what it adds."""

from dataclasses import dataclass, replace
from zlib import crc32

import msgspec

from core.channels.words import ChannelWords
from core.labels import Intent, Platform
from core.manners import Manners
from core.party import party
from core.persona import POLITE, Manner, Persona
from core.pipeline.brief import Brief, Draft
from core.pipeline.call import Call
from core.pipeline.dialogue import Dialogue, Dialogues
from core.pipeline.film_answers import FilmAnswers
from core.pipeline.keys import bank_keys
from core.pipeline.lines import Said, bank_line
from core.pipeline.meaning import Meaning, Move, meaning, read_as
from core.pipeline.occasion import Occasion, longest_speech
from core.pipeline.offers import may_offer, told
from core.pipeline.remembering import Remembering, recalling
from core.pipeline.state import Talk
from core.pipeline.together import Together
from core.ports import Personas, Responder
from core.replies import Reply
from core.safety.masking import mask
from core.safety.outbound import Outbound
from core.turns import Turn
from core.understanding.details import read_details, read_english_details
from core.understanding.reading import Reading
from core.understanding.understander import Understander

# Seconds until a model's first sentence, so that it is heard within 5 (donors) and 8.
DONOR_WITHIN, WITHIN = 4.0, 6.5
EVERYBODY = "다같이"


@dataclass(frozen=True, slots=True)
class Nodes:
    """What the nodes work with. All are coroutines: LangGraph sends plain functions to threads."""

    personas: Personas
    understander: Understander
    films: FilmAnswers
    together: Together
    responder: Responder
    call: Call
    dialogues: Dialogues
    words: ChannelWords
    manners: Manners
    remembering: Remembering
    outbound: Outbound
    seed: int
    chat_limit: dict[Platform, int]

    async def understand(self, state: Talk) -> Talk:
        """The reading of the viewer's words."""
        return {"reading": self.understander.read(state["turn"].text)}

    async def recall(self, state: Talk) -> Talk:
        """The dialogue so far, who answers, and what the viewer means in its light."""
        turn = state["turn"]
        dialogue = self.dialogues.of(party(turn), turn.at)
        persona = self._persona(turn, dialogue)
        means = self._means(turn, state["reading"], dialogue)
        reading = read_as(means, state["reading"], dialogue)
        # What the last answer asked is answered by this line, or is not any more.
        dialogue.open = dialogue.favourite = False
        dialogue.closed = dialogue.closed or means.closes
        dialogue.manner = await self.manners.of(turn, dialogue.manner)
        known = await self.remembering.known(turn, persona, dialogue)
        return {
            "dialogue": dialogue,
            "persona": persona,
            "means": means,
            "reading": reading,
            "brief": recalling(self._brief(turn, reading, dialogue, persona), known, turn.at),
        }

    def meant(self, turn: Turn, reading: Reading) -> Reading:
        """`reading` in the light of the dialogue, which is left as it is: what speaks of films
        that were offered or shown is read as asking for one."""
        dialogue = self.dialogues.find(party(turn), turn.at)
        if dialogue is None:
            return reading
        about = self._means(turn, reading, dialogue).move is not Move.TALK
        return replace(reading, intent=Intent.RECOMMEND) if about else reading

    def _means(self, turn: Turn, reading: Reading, dialogue: Dialogue) -> Meaning:
        corner = self.films.corner
        last = corner.last(party(turn), turn.at)
        text = self.call.without(turn.text)
        return meaning(text, reading, dialogue, last, corner.library.catalogue)

    async def route(self, state: Talk) -> str:
        """Name of the node that writes the answer."""
        means, support = state["means"], state["turn"].support
        if self._all_answer(state):
            return "together"
        if means.films and (support is None or support.counsel):
            return "recommend"
        if support:
            return "thank"
        return "talk" if means.move is Move.TALK else "remark"

    def _all_answer(self, state: Talk) -> bool:
        """Whether every persona answers: a story that was told to all of them, nothing that
        must be refused."""
        refused = state["brief"].keys[0].startswith("refuse.")
        return state["turn"].together and not refused

    async def talk(self, state: Talk) -> Talk:
        """Counsel or small talk in the persona's voice, with an offer of films when it is due."""
        draft = await self._respond(state)
        limit = self.chat_limit[state["turn"].platform]
        draft = self.remembering.begun(state, draft, limit)
        return {"draft": self._offered(state, draft), "films": ()}

    async def _respond(self, state: Talk, thanks: str = "") -> Draft:
        """The responder's answer, heard sentence by sentence as it is written, after `thanks`."""
        brief, said = state["brief"], [thanks] if thanks else []

        def hear(sentence: str) -> None:
            state["hear"](self._reply(state, "", " ".join([*said, sentence])))
            said.clear()

        occasion = replace(
            brief.occasion, hear=hear, speech=brief.occasion.speech - len(thanks) - bool(thanks)
        )
        return await self.responder.respond(replace(brief, occasion=occasion))

    def _offered(self, state: Talk, draft: Draft) -> Draft:
        """`draft` with an offer where it fits into what is read; aloud if it fits there too."""
        turn, dialogue = state["turn"], state["dialogue"]
        if not may_offer(turn.text, state["reading"], dialogue):
            return draft
        offer = bank_line("film.offer", state["brief"])
        chat, speech = f"{draft.chat} {offer.chat}", f"{draft.speech} {offer.speech}"
        if len(chat) > self.chat_limit[turn.platform]:
            return draft
        dialogue.offered = dialogue.open = True
        self.dialogues.remember_said(turn.channel, offer.source)
        fits = len(speech) <= longest_speech(turn, dialogue.manner)
        return replace(draft, chat=chat, speech=speech if fits else draft.speech)

    async def thank(self, state: Talk) -> Talk:
        """Thanks with donor and amount, and an answer to the donor's words."""
        support = state["turn"].support
        answered = state["reading"].intent is Intent.COUNSEL and support and support.counsel
        if not answered:
            return {"draft": self._thanks(state, None), "films": ()}
        thanks = self._thanked(state).speech if self._joins(state) else ""
        answer = await self._respond(state, thanks)
        return {"draft": self._thanks(state, answer), "films": ()}

    async def recommend(self, state: Talk) -> Talk:
        """Films; for a donor after thanks."""
        found = await self.films.recommend(state)
        if state["turn"].support:
            found["draft"] = self._thanks(state, found["draft"])
        return found

    def _thanks(self, state: Talk, answer: Draft | None) -> Draft:
        """Thanks, always polite, and `answer`. A persona that is not polite keeps the two apart,
        thanks in chat and the answer aloud, so that no reply mixes registers."""
        thanks = self._thanked(state)
        if answer is None:
            own = self.together.embedded.name
            return Draft(thanks.chat, thanks.speech, thanks.source, own)
        if not self._joins(state):
            return replace(answer, chat=thanks.chat)
        both = f"{thanks.chat} {answer.chat}"
        fits = len(both) <= self.chat_limit[state["turn"].platform]
        return replace(
            answer, chat=both if fits else thanks.chat, speech=f"{thanks.speech} {answer.speech}"
        )

    def _thanked(self, state: Talk) -> Said:
        support = state["turn"].support
        assert support is not None
        return bank_line(f"thanks.{support.kind}", state["brief"])

    def _joins(self, state: Talk) -> bool:
        """Whether thanks and the persona's answer go together in one reply."""
        manner = state["brief"].manner
        return manner is Manner.ENGLISH or state["persona"].register_in(manner) in POLITE

    async def check(self, state: Talk) -> Talk:
        """The draft made safe and short enough, as a reply; the dialogue remembers it."""
        turn, draft = state["turn"], state["draft"]
        chat = self.outbound.clean(draft.chat, self.chat_limit[turn.platform])
        speech = self.outbound.clean(draft.speech, longest_speech(turn, state["brief"].manner))
        self._remember(state, chat)
        self.remembering.keep(state)
        reply = self._reply(state, chat, speech)
        return {"reply": msgspec.structs.replace(reply, model=draft.model, spent=draft.spent)}

    def _reply(self, state: Talk, chat: str, speech: str) -> Reply:
        turn, persona, reading = state["turn"], state["persona"], state["reading"]
        return Reply(
            turn_id=turn.id,
            platform=turn.platform,
            channel=turn.channel,
            viewer=turn.viewer,
            in_reply_to=turn.event_ids,
            question=mask(turn.text),
            persona=persona.slug,
            speaker=EVERYBODY if state.get("parts") else persona.name,
            chat=chat,
            speech=speech,
            emotion=reading.emotion,
            intent=reading.intent,
            films=state.get("films", ()),
            parts=state.get("parts", ()),
            token=turn.token,
            donation=turn.support.shown if turn.support else "",
        )

    def _persona(self, turn: Turn, dialogue: Dialogue) -> Persona:
        there = turn.among or tuple(self.personas)
        for asked in (turn.persona, dialogue.persona):
            if asked in there:
                return self.personas[asked]
        return self.personas[self.dialogues.next_speaker(turn.channel, there)]

    def _brief(self, turn: Turn, reading: Reading, dialogue: Dialogue, persona: Persona) -> Brief:
        english = dialogue.manner is Manner.ENGLISH
        details = (read_english_details if english else read_details)(turn.text)
        words = self.words(turn.platform, turn.channel)
        name = words.name(turn.viewer.name)
        support = turn.support
        values = {"name": name, "partner": details.partner, "donor": name, **details.told}
        if support:
            values |= {"amount": support.shown, "viewers": str(support.viewers)}
        return Brief(
            persona=persona,
            text=mask(words.covered(turn.text)),
            reading=reading,
            keys=bank_keys(turn.text, reading),
            slots=values,
            echoes=details.echoes,
            said=self.dialogues.said(turn.channel),
            history=tuple(dialogue.exchanges),
            seed=crc32(f"{self.seed}/{turn.id}".encode("utf-8", "surrogatepass")),
            manner=dialogue.manner,
            occasion=self._occasion(turn, dialogue.manner),
        )

    def _occasion(self, turn: Turn, manner: Manner) -> Occasion:
        words = self.words(turn.platform, turn.channel)

        def fit(text: str, limit: int) -> str:
            clean = self.outbound.clean(text, limit)
            return clean if words.judge(clean).shown else ""

        return Occasion(
            platform=turn.platform,
            channel=turn.channel,
            viewer=turn.viewer.id,
            chat=self.chat_limit[turn.platform],
            speech=longest_speech(turn, manner),
            within=DONOR_WITHIN if turn.support else WITHIN,
            fit=fit,
        )

    def _remember(self, state: Talk, chat: str) -> None:
        turn, dialogue, reading = state["turn"], state["dialogue"], state["reading"]
        persona = state["persona"]
        dialogue.persona = persona.slug
        dialogue.exchanges.append((mask(state["brief"].text), chat))
        if state["means"].move is Move.TALK and told(turn.text, reading):
            dialogue.talks += 1
            dialogue.emotion = reading.emotion
        if state["films"]:
            dialogue.offered = True
        self.dialogues.spoke(turn.channel, persona.slug)
        self.dialogues.remember_said(turn.channel, state["draft"].source)
