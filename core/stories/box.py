"""The story box: what is put in, by whom it is changed, and who likes it."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from core.channels.known import Channels
from core.channels.settings import Mode
from core.channels.words import ChannelWords
from core.errors import BadInput
from core.events import Viewer
from core.labels import Platform
from core.ports import Clock
from core.safety.first_aid import FirstAid
from core.safety.masking import mask
from core.safety.moderation import NOBODY
from core.safety.outbound import Outbound
from core.stores import StoryStore
from core.stories.drafts import Drafts
from core.stories.pseudonyms import made
from core.stories.story import (
    AIRED,
    LONGEST,
    LONGEST_PSEUDONYM,
    OPEN,
    SHORTEST,
    WEB,
    Consents,
    Liked,
    Story,
    StoryState,
)
from core.viewers.people import People
from core.viewers.veiled import among

# Of one person waiting in a channel, of all without an account, and of everybody there.
MINE, WEBS, ALL = 3, 100, 300
# How long after it was read a story may be liked, in seconds.
LIKED_FOR = 1_800.0
BEST = 10
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE = 12


class Taken(Struct, frozen=True):
    """What became of what somebody told: the `story`, with the `code` its teller comes back with
    where they have no account; or the fixed `answer` to a crisis, and nothing is kept."""

    story: Story | None = None
    answer: str = ""
    code: str = ""


class Box:
    """Raises BadInput, worded for people. A crisis comes first: it is no story."""

    def __init__(
        self,
        store: StoryStore,
        people: People,
        channels: Channels,
        words: ChannelWords,
        aid: FirstAid,
        clock: Clock,
    ) -> None:
        self._store = store
        self._people = people
        self._channels = channels
        self._words = words
        self.aid = aid
        self._clock = clock
        self._clean = Outbound().clean
        self.drafts = Drafts(clock)
        # Wired up later: the address of a channel's form for those without an account; "" for none.
        self.link: Callable[[Platform, str], str] = lambda *_: ""
        # Wired up later: takes a story's words out of its turns; by its id and its teller's.
        self.take_back: Callable[[str, str], Awaitable[None]]

    def takes(self, platform: Platform, channel: str) -> bool:
        """Whether stories may be told to a channel."""
        settings = self._channels.settings(platform, channel)
        return settings.stories and settings.mode is not Mode.OFF

    def asks(self, platform: Platform, channel: str) -> bool:
        """Whether tellers may be asked there, a week after, how it went on."""
        return self._channels.settings(platform, channel).follow_up

    async def submit(
        self,
        platform: Platform,
        channel: str,
        viewer: Viewer | None,
        text: str,
        consents: Consents,
        pseudonym: str = "",
    ) -> Taken:
        """Keep a story, masked; without a `viewer` its teller has a code instead of an account."""
        id = secrets.token_hex(8)
        teller = viewer or Viewer(f"{WEB}{id}", "웹에서 온 분")
        answer = self.aid.answer(platform, channel, teller, pseudonym, text)
        if answer is not None:
            return Taken(answer=answer)
        if not consents.of_age:
            raise BadInput(TOO_YOUNG)
        if not self.takes(platform, channel) or self._ignored(platform, channel, teller.id):
            raise BadInput(CLOSED)
        mine = self._people.accounts(teller.id)
        if await self._store.open(platform, channel, mine) >= MINE:
            raise BadInput(f"기다리는 사연이 {MINE}개 있어요. 그 사연을 읽은 뒤에 또 남겨 주세요.")
        if await self._full(platform, channel, web=viewer is None):
            raise BadInput("사연함이 가득 찼어요. 조금 뒤에 다시 남겨 주세요.")
        if not self.asks(platform, channel):
            consents = replace(consents, follow_up=False)
        now = self._clock()
        story = Story(
            id=id,
            platform=platform,
            channel=channel,
            viewer=teller.id,
            pseudonym=self._named(platform, channel, pseudonym, id),
            text=self._fit(platform, channel, text),
            consents=consents,
            at=now,
            moved_at=now,
        )
        code = "" if viewer else "".join(secrets.choice(LETTERS) for _ in range(CODE))
        await self._store.add(story, hashed(code) if code else "")
        return Taken(story=story, code=code)

    async def edit(self, story: Story, text: str, pseudonym: str = "") -> Taken:
        """Other words by its teller; a manager looks at them again."""
        teller = Viewer(story.viewer, story.pseudonym)
        answer = self.aid.answer(story.platform, story.channel, teller, pseudonym, text)
        if answer is not None:  # nobody reads the old words to them now
            await self._store.move(story.id, OPEN, StoryState.PENDING)
            return Taken(answer=answer)
        name = self._named(story.platform, story.channel, pseudonym or story.pseudonym, story.id)
        fit = self._fit(story.platform, story.channel, text)
        moved = await self._store.move(story.id, OPEN, StoryState.PENDING, text=fit, pseudonym=name)
        if moved is None:
            raise BadInput(TOO_LATE)
        return Taken(story=moved)

    async def withdraw(self, story: Story) -> None:
        """Its teller takes it back, read or not; no word of it stays."""
        before = (*OPEN, StoryState.REFUSED, *AIRED)
        if story.state in AIRED:
            await self.take_back(story.id, story.viewer)
        gone = await self._store.move(
            story.id, before, StoryState.WITHDRAWN, text="", pseudonym="", why="",
            follow_up=False, shorts=False,
        )  # fmt: skip
        if gone is None:
            raise BadInput(READING)

    async def look_again(self, viewer: str) -> None:
        """They disclosed a crisis: nothing of theirs is read before a manager saw it again."""
        approved = (StoryState.APPROVED,)
        for story in await self._store.of(self._people.accounts(viewer)):
            if story.state in approved:
                await self._store.move(story.id, approved, StoryState.PENDING)

    async def revoke(self, story: Story, what: str) -> Story:
        """End one of its teller's consents."""
        if what not in REVOCABLE:
            raise BadInput(NONE)
        await self._store.revoke(story.id, what)
        return await self.own(story.viewer, story.id)

    async def mine(self, viewer: str) -> list[Story]:
        """Everything a person told and did not take back, newest first."""
        found = await self._store.of(self._people.accounts(viewer))
        return [story for story in found if story.state is not StoryState.WITHDRAWN]

    async def own(self, viewer: str, id: str) -> Story:
        """One of theirs. Raises BadInput for one that is not."""
        found = next((story for story in await self.mine(viewer) if story.id == id), None)
        if found is None:
            raise BadInput(NONE)
        return found

    async def coded(self, code: str) -> Story:
        """The story whose teller has this code. Raises BadInput."""
        plain = code.strip().upper()
        found = await self._store.coded(hashed(plain)) if len(plain) == CODE else None
        if found is None or found.state is StoryState.WITHDRAWN:
            raise BadInput("그 번호의 사연을 찾지 못했어요. 번호를 다시 확인해 주세요.")
        return found

    async def like(self, platform: Platform, channel: str, viewer: str) -> int | None:
        """Like what was read last; how many do, None where nothing was lately."""
        since = self._clock() - LIKED_FOR
        story = await self._store.last_read(platform, channel, since)
        return None if story is None else await self._liked(story, viewer)

    async def like_one(self, platform: Platform, channel: str, id: str, viewer: str) -> int:
        """Like one that was read there, whenever that was; how many do."""
        story = await self._store.get(id)
        if (
            story is None
            or story.state not in AIRED
            or (story.platform, story.channel) != (platform, channel)
        ):
            raise BadInput(NONE)
        return await self._liked(story, viewer)

    async def _liked(self, story: Story, viewer: str) -> int:
        accounts = self._people.accounts(viewer)
        if story.viewer not in accounts:
            await self._store.like(story.id, viewer, accounts)
        return (await self._store.liked([story]))[0].likes

    async def best(self, platform: Platform, channel: str) -> Sequence[Liked]:
        """The stories of a channel that people like most."""
        return await self._store.best(platform, channel, BEST)

    async def told_here(self, platform: Platform, channel: str, viewer: str) -> Story | None:
        """What was read last there of a person's own."""
        accounts = self._people.accounts(viewer)
        return await self._store.last_read(platform, channel, 0.0, accounts)

    async def told_on(self, story: Story, turn: str) -> None:
        """How it went on is told in this turn."""
        await self._store.followed(story.id, turn)

    async def _full(self, platform: Platform, channel: str, web: bool) -> bool:
        """One person may be many without an account: they leave room for the others."""
        if web and await self._store.open_of_web(platform, channel) >= WEBS:
            return True
        return await self._store.open(platform, channel) >= ALL

    def _fit(self, platform: Platform, channel: str, text: str) -> str:
        """What is kept of a text. Raises BadInput for one that is not kept."""
        if len(text.strip()) > LONGEST:
            raise BadInput(f"사연은 {LONGEST}자까지 적을 수 있어요. 조금만 줄여 주세요.")
        fit = self._clean(mask(text), LONGEST)
        if len(fit) < SHORTEST:
            raise BadInput("사연이 너무 짧아요. 무슨 일이 있었는지 조금 더 들려주세요.")
        if not self._words(platform, channel).judge(fit).answerable:
            raise BadInput(
                "누군가를 향한 욕이나 공격하는 말은 읽을 수 없어요. 그 말만 고쳐 주세요."
            )
        return fit

    def _named(self, platform: Platform, channel: str, asked: str, id: str) -> str:
        """The pseudonym that was asked for where it may be said, or one that is made."""
        name = self._words(platform, channel).name(asked) if asked.strip() else NOBODY
        return made(id) if name == NOBODY else name[:LONGEST_PSEUDONYM]

    def _ignored(self, platform: Platform, channel: str, viewer: str) -> bool:
        ignored = self._channels.settings(platform, channel).ignored
        return any(among(ignored, account) for account in self._people.accounts(viewer))


def hashed(code: str) -> str:
    """A code as it is kept."""
    return sha256(code.encode()).hexdigest()


TOO_YOUNG = "만 14세 이상만 사연을 남길 수 있어요. 아무것도 남기지 않았어요."
CLOSED = "이 채널은 지금 사연을 받지 않아요."
TOO_LATE = "이미 읽었거나 읽고 있는 사연이라 바꿀 수 없어요."
READING = "지금 방송에서 읽고 있는 사연이에요. 다 읽은 뒤에 거둬 주세요."
# What a teller may end, whatever became of the story.
REVOCABLE = ("follow_up", "shorts")
NONE = "그 사연을 찾지 못했어요."
