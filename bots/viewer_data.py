"""What is known of viewers, and how it is forgotten again."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from bots.brain import Brain
from core.channels.known import Channels
from core.gifts.donations import Donations
from core.movies.feedback import Feedback
from core.ports import Clock
from core.safety.care_log import CareLog
from core.viewers.forgetting import Forgetting
from core.viewers.memories import Memories
from core.viewers.people import People
from core.viewers.privacy import Privacy
from storage.audit import SqlAudit
from storage.care import SqlCare
from storage.chat_log import SqlChatLog
from storage.codes import SqlCodes
from storage.dialect import AT_ONCE, purge
from storage.film_feedback import SqlFilmFeedback
from storage.forgotten import SqlForgotten
from storage.identities import SqlIdentities
from storage.invites import SqlInvites
from storage.marks import SqlMarks
from storage.memories import SqlMemories
from storage.stories import SqlStories
from storage.turns import SqlTurns
from storage.viewers import SqlViewers


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
    stories: SqlStories
    marks: SqlMarks
    care: SqlCare
    care_log: CareLog

    def privacy(
        self,
        brain: Brain,
        channels: Channels,
        gifts: Donations,
        turns: SqlTurns,
        chat_log: SqlChatLog,
    ) -> Privacy:
        """What viewers decide about all of it."""
        # Choices before memories: without a consent nothing is remembered behind the others' back.
        keepers = (
            self.forgotten,
            # Before the turns: none is begun to read what is gone.
            self.stories,
            self.viewers,
            self.memories,
            self.opinions,
            self.marks,
            channels,
            chat_log,
            turns,
            SqlCodes(self.database),
            SqlAudit(self.database),
            SqlInvites(self.database),
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
    care = SqlCare(database)
    return ViewerData(
        database=database,
        people=people,
        forgotten=SqlForgotten(database, clock),
        opinions=opinions,
        feedback=Feedback(opinions, people.accounts, clock),
        viewers=viewers,
        memories=memories,
        stories=SqlStories(database, clock),
        marks=SqlMarks(database),
        care=care,
        care_log=CareLog(care),
    )
