"""What is known of viewers, and how it is forgotten again."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from bots.brain import Brain
from core.channels import Channels
from core.donations import Donations
from core.forgetting import Forgetting
from core.memories import Memories
from core.movies.feedback import Feedback
from core.people import People
from core.ports import Clock
from core.privacy import Privacy
from storage.chat_log import SqlChatLog
from storage.codes import SqlCodes
from storage.dialect import purge
from storage.film_feedback import SqlFilmFeedback
from storage.forgotten import SqlForgotten
from storage.identities import SqlIdentities
from storage.memories import SqlMemories
from storage.turns import SqlTurns
from storage.viewers import SqlViewers

# Bytes of a database that can be written anew while a stream goes on: about a second. Larger ones
# are every night.
AT_ONCE = 64 << 20


@dataclass(frozen=True, slots=True)
class ViewerData:
    """On one database."""

    database: AsyncEngine
    people: People
    forgotten: SqlForgotten
    opinions: SqlFilmFeedback
    feedback: Feedback
    viewers: SqlViewers
    memories: Memories

    def privacy(
        self,
        brain: Brain,
        channels: Channels,
        gifts: Donations,
        turns: SqlTurns,
        chat_log: SqlChatLog,
    ) -> Privacy:
        """What viewers decide about all of it."""
        # Choices first: without a consent nothing is remembered behind the others' back.
        keepers = (
            self.forgotten,
            self.viewers,
            self.memories,
            self.opinions,
            chat_log,
            turns,
            SqlCodes(self.database),
            # Again: a backup that was made meanwhile holds them, and is older than this.
            self.forgotten,
        )
        forgetting = Forgetting(
            self.people, channels, gifts, keepers, lambda: purge(self.database, AT_ONCE)
        )
        forgetting.live = (brain.dialogues.forget, brain.corner.listings.forget)
        return Privacy(self.viewers, self.memories, forgetting)


async def viewer_data(database: AsyncEngine, clock: Clock) -> ViewerData:
    """All that `database` holds of viewers."""
    identities, opinions = SqlIdentities(database), SqlFilmFeedback(database, clock)
    people = People(identities, await identities.all(), clock)
    viewers = SqlViewers(database, people, clock)
    memories = Memories(SqlMemories(database), viewers, people.accounts, clock)
    people.parted = memories.parted
    return ViewerData(
        database=database,
        people=people,
        forgotten=SqlForgotten(database, clock),
        opinions=opinions,
        feedback=Feedback(opinions, people.accounts, clock),
        viewers=viewers,
        memories=memories,
    )
