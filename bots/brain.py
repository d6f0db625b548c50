"""What thinks, without anything that listens or speaks: shared by the server and the commands."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from adapters.models.embedded import EmbeddedResponder
from bots.classifier import load_classifier
from bots.opinions import MemoryOpinions
from bots.viewers import MemoryViewers, NoMemories
from core.channels.settings import ChannelSettings
from core.channels.words import ChannelWords
from core.gate.address import Address
from core.gate.cues import Cues
from core.gate.gate import Gate, GateSettings
from core.labels import Platform
from core.manners import Manners
from core.meter import SILENT, Meter
from core.movies.catalogue import Catalogue
from core.movies.feedback import Feedback
from core.movies.library import Library
from core.movies.listing import Listings
from core.pipeline.call import Call
from core.pipeline.dialogue import Dialogues
from core.pipeline.film_answers import FilmAnswers
from core.pipeline.film_corner import FilmCorner
from core.pipeline.graph import Answer, build
from core.pipeline.nodes import Nodes
from core.pipeline.occasion import SPEECH_LIMIT
from core.pipeline.remembering import Remembering
from core.pipeline.together import Together
from core.ports import Classifier, Personas, Responder
from core.replies import CHAT_LIMIT
from core.safety.aftercare import Aftercare
from core.safety.helplines import Helplines
from core.safety.moderation import Moderation
from core.safety.outbound import Outbound
from core.safety.triage import Triager
from core.stores import Viewers
from core.stories.reading import Reader, reading
from core.turns import Turn
from core.understanding.reading import Reading
from core.understanding.understander import Understander
from core.viewers.memories import Memories
from personas.loader import load_all


@dataclass(frozen=True, slots=True)
class Brain:
    personas: Personas
    triager: Triager
    helplines: Helplines
    aftercare: Aftercare
    understander: Understander
    films: Library
    moderation: Moderation
    words: ChannelWords
    cues: Cues
    address: Address
    corner: FilmCorner
    dialogues: Dialogues
    answer: Answer
    meant: Callable[[Turn, Reading], Reading]
    meter: Meter = SILENT

    def gate(self, settings: GateSettings) -> Gate:
        """A gate for one channel."""
        return Gate(self.cues, self.address, settings, self.meter)

    def show(self, newer: Library) -> None:
        """Recommend, and understand the titles of, the films of `newer` from now on."""
        self.films.replace(newer)
        self.understander.catalogue = newer.catalogue


def build_brain(
    bot_name: str,
    responder: Responder,
    seed: int = 0,
    chat_limit: dict[Platform, int] = CHAT_LIMIT,
    feedback: Feedback | None = None,
    classifier: Classifier | None = None,
    settings: Callable[[Platform, str], ChannelSettings] = lambda *_: ChannelSettings(),
    viewers: Viewers | None = None,
    memories: Memories | None = None,
    guests: Path | None = None,
    meter: Meter = SILENT,
) -> Brain:
    """Load personas, models and films. Raises ConfigError for a broken file.

    Without `feedback` what viewers say of films is forgotten when the process ends; `settings`
    tells what a channel's streamer decided; without a `classifier` the shipped one reads;
    `guests` is a folder of personas beside the packaged ones.
    """
    personas = load_all(own=guests)
    catalogue = Catalogue.load()
    understander = Understander(classifier or load_classifier(), catalogue)
    films = Library(catalogue)
    helplines = Helplines.load()
    moderation = Moderation(personas=[persona.name for persona in personas.values()])
    words = ChannelWords(moderation, settings)
    names = {alias: p.slug for p in personas.values() for alias in p.aliases}
    kept = feedback or Feedback(MemoryOpinions(), lambda viewer: (viewer,), time.time)
    corner = FilmCorner(films, kept, Listings())
    viewers = viewers or MemoryViewers()
    memories = memories or Memories(NoMemories(), viewers, lambda viewer: (viewer,), time.time)
    dialogues, outbound, embedded = Dialogues(), Outbound(), EmbeddedResponder()
    nodes = Nodes(
        personas=personas,
        understander=understander,
        films=FilmAnswers(corner, chat_limit, SPEECH_LIMIT, settings),
        together=Together(personas, responder, embedded, dialogues, outbound, chat_limit),
        responder=responder,
        call=Call((bot_name, *names)),
        dialogues=dialogues,
        words=words,
        manners=Manners(viewers, settings),
        remembering=Remembering(memories, embedded.name, settings),
        outbound=outbound,
        seed=seed,
        chat_limit=chat_limit,
    )
    return Brain(
        personas=personas,
        triager=Triager.load(),
        helplines=helplines,
        aftercare=Aftercare(helplines),
        understander=understander,
        films=films,
        moderation=moderation,
        words=words,
        cues=Cues((bot_name, *names)),
        address=Address(bot_name, names),
        corner=corner,
        dialogues=dialogues,
        answer=reading(build(nodes), Reader(personas, dialogues, words, settings)),
        meant=nodes.meant,
        meter=meter,
    )
