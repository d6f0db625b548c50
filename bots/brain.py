"""What thinks, without anything that listens or speaks: shared by the server and the commands."""

from dataclasses import dataclass

from core.aftercare import Aftercare
from core.gate.address import Address
from core.gate.cues import Cues
from core.gate.gate import Gate, GateSettings
from core.labels import Platform
from core.movies.catalogue import Catalogue
from core.movies.rank import Recommender
from core.pipeline.dialogue import Dialogues
from core.pipeline.graph import Answer, build
from core.pipeline.nodes import Nodes
from core.ports import Personas, Responder
from core.replies import CHAT_LIMIT
from core.safety.helplines import Helplines
from core.safety.moderation import Moderation
from core.safety.outbound import Outbound
from core.safety.triage import Triager
from core.understanding.linear import LinearClassifier
from core.understanding.understander import Understander
from personas.loader import load_all


@dataclass(frozen=True, slots=True)
class Brain:
    personas: Personas
    triager: Triager
    helplines: Helplines
    aftercare: Aftercare
    understander: Understander
    recommender: Recommender
    catalogue: Catalogue
    moderation: Moderation
    cues: Cues
    address: Address
    answer: Answer

    def gate(self, settings: GateSettings) -> Gate:
        """A gate for one channel."""
        return Gate(self.cues, self.address, settings)


def build_brain(
    bot_name: str,
    responder: Responder,
    seed: int = 0,
    chat_limit: dict[Platform, int] = CHAT_LIMIT,
) -> Brain:
    """Load personas, models and films. Raises ConfigError for a broken file."""
    personas = load_all()
    catalogue = Catalogue.load()
    understander = Understander(LinearClassifier.load(), catalogue)
    recommender = Recommender(catalogue)
    helplines = Helplines.load()
    moderation = Moderation(personas=[persona.name for persona in personas.values()])
    names = {alias: p.slug for p in personas.values() for alias in p.aliases}
    nodes = Nodes(
        personas=personas,
        understander=understander,
        recommender=recommender,
        responder=responder,
        dialogues=Dialogues(),
        moderation=moderation,
        outbound=Outbound(),
        seed=seed,
        chat_limit=chat_limit,
    )
    return Brain(
        personas=personas,
        triager=Triager.load(),
        helplines=helplines,
        aftercare=Aftercare(helplines),
        understander=understander,
        recommender=recommender,
        catalogue=catalogue,
        moderation=moderation,
        cues=Cues((bot_name, *names)),
        address=Address(bot_name, names),
        answer=build(nodes),
    )
