"""What managers do with the stories that were told to their channel."""

from collections.abc import Callable, Sequence

from core.channels.guilds import Actor, Place
from core.channels.settings import Level
from core.errors import BadInput
from core.safety.masking import mask
from core.safety.outbound import Outbound
from core.stores import StoryStore
from core.stories.airing import CHANGED, Airing
from core.stories.box import BEST, Box
from core.stories.story import LONGEST, OPEN, Liked, Story, StoryState

SHOWN = 50
LONGEST_WHY = 200
Check = Callable[[Actor, Place, Level], object]
Note = Callable[[Actor, Place, str, str, str], object]


class StoryDesk:
    """Raises Forbidden or BadInput, worded for people; `box` is for those who tell."""

    def __init__(
        self, check: Check, store: StoryStore, box: Box, airing: Airing, note: Note
    ) -> None:
        """`check` raises Forbidden; `note` gets who did what: actor, place, deed, about what, to
        whom."""
        self._check = check
        self._note = note
        self._store = store
        self.box = box
        self._airing = airing

    async def stories(self, actor: Actor, place: Place) -> Sequence[Liked]:
        """What waits or is on air: to be approved first, each in order."""
        self._check(actor, place, Level.MANAGER)
        found: list[Story] = []
        for states in ((StoryState.PENDING,), (StoryState.APPROVED,), ON_AIR):
            found += await self._store.listed(place.platform, place.channel, states, SHOWN)
        return await self._store.liked(found)

    async def best(self, actor: Actor, place: Place) -> Sequence[Liked]:
        """What was read and liked most."""
        self._check(actor, place, Level.MANAGER)
        return await self._store.best(place.platform, place.channel, BEST)

    async def approve(
        self, actor: Actor, place: Place, id: str, version: str, text: str | None = None
    ) -> Story:
        """Let what they read of it, its `version`, be read aloud, in a manager's words where they
        changed some."""
        story = _as_read(await self._theirs(actor, place, id), version)
        changed = {} if text is None else {"text": _edited(text)}
        to, as_of = StoryState.APPROVED, story.moved_at
        moved = await self._store.move(story.id, OPEN, to, as_of=as_of, **changed)
        return self._noted(actor, place, "story_approve", moved)

    async def refuse(self, actor: Actor, place: Place, id: str, why: str = "") -> Story:
        """It is not read; its teller sees why."""
        story = await self._theirs(actor, place, id)
        kind = Outbound().clean(why, LONGEST_WHY) or KIND
        moved = await self._store.move(story.id, OPEN, StoryState.REFUSED, why=kind)
        return self._noted(actor, place, "story_refuse", moved)

    async def undo(self, actor: Actor, place: Place, id: str) -> Story:
        """Neither approved nor refused after all."""
        story = await self._theirs(actor, place, id)
        before = (StoryState.APPROVED, StoryState.REFUSED)
        moved = await self._store.move(story.id, before, StoryState.PENDING, why="")
        return self._noted(actor, place, "story_undo", moved)

    async def read_now(self, actor: Actor, place: Place, id: str, version: str) -> None:
        """Read it before all others; approves it, too."""
        story = _as_read(await self._theirs(actor, place, id), version)
        await self._airing.read_now(story)
        self._noted(actor, place, "story_read", story)

    def _noted(self, actor: Actor, place: Place, what: str, story: Story | None) -> Story:
        if story is None:
            raise BadInput("그사이 다른 분이 처리했거나 보낸 분이 거둔 사연이에요.")
        self._note(actor, place, what, story.pseudonym, story.viewer)
        return story

    async def _theirs(self, actor: Actor, place: Place, id: str) -> Story:
        self._check(actor, place, Level.MANAGER)
        story = await self._store.get(id)
        if story is None or (story.platform, story.channel) != (place.platform, place.channel):
            raise BadInput("그 사연은 이제 없어요.")
        return story


def _edited(text: str) -> str:
    fit = Outbound().clean(mask(text), LONGEST)
    if not fit or len(text.strip()) > LONGEST:
        raise BadInput(f"사연은 1자에서 {LONGEST}자까지예요.")
    return fit


def _as_read(story: Story, version: str) -> Story:
    if story.version != version:
        raise BadInput(CHANGED)
    return story


ON_AIR = (StoryState.QUEUED, StoryState.READ)
KIND = "이번 방송과는 조금 안 맞는 이야기여서 읽지 못했어요. 보내 주신 마음은 고맙게 받을게요."
