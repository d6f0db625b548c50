"""`/사연함`: stories to be approved, refused, changed or read now, and those that people like."""

from collections.abc import Sequence

from discord.utils import escape_markdown

from adapters.discord.desk import parts, where
from adapters.discord.desk.marks import Mark, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Choice, Payload
from adapters.discord.desk.story import STATES, marked, quoted
from core.channels.guilds import Place
from core.channels.settings import Level
from core.channels.story_desk import KIND, LONGEST_WHY
from core.stories.story import LONGEST, OPEN, Liked, Story, StoryState, whole

TEXT, WHY = "text", "why"
POPULAR, LISTED = "인기", 60


async def show(office: Office, visit: Visit) -> Payload:
    """The command."""
    place = _whole(where.first(office, visit))
    if visit.fields.get("보기") == POPULAR:
        return await _best(office, visit, place)
    return await _panel(office, visit, place)


async def at(office: Office, visit: Visit, about: Mark) -> Payload:
    """Another place."""
    return await _panel(office, visit, _whole(where.chosen(visit)))


async def again(office: Office, visit: Visit, about: Mark) -> Payload:
    """As it is now."""
    return await _panel(office, visit, _whole(about.place))


async def one(office: Office, visit: Visit, about: Mark) -> Payload:
    """The one that was chosen."""
    return await _panel(office, visit, _whole(about.place), shown=visit.choice)


async def best(office: Office, visit: Visit, about: Mark) -> Payload:
    """What people like."""
    return await _best(office, visit, _whole(about.place))


async def approve(office: Office, visit: Visit, about: Mark) -> Payload:
    """As it is."""
    place = _whole(about.place)
    id, version = about.word(0), about.word(1)
    story = await office.console.stories.approve(visit.actor, place, id, version)
    return await _panel(office, visit, place, _told(story, "허락했어요"), undo=story.id)


def edit(office: Office, visit: Visit, about: Mark) -> Payload:
    """The modal for a manager's words; what stands in the panel can be copied into it."""
    office.console.check(visit.actor, _whole(about.place), Level.MANAGER)
    field = parts.field(TEXT, "이렇게 읽을게요", quoted(visit.text), longest=LONGEST, long=True)
    return parts.modal(mark("stories.put", about.place, *about.words), "고쳐서 허락", [field])


async def put(office: Office, visit: Visit, about: Mark) -> Payload:
    """In a manager's words."""
    place, text = _whole(about.place), visit.fields.get(TEXT, "")
    id, version = about.word(0), about.word(1)
    story = await office.console.stories.approve(visit.actor, place, id, version, text)
    return await _panel(office, visit, place, _told(story, "고쳐서 허락했어요"), undo=story.id)


def why(office: Office, visit: Visit, about: Mark) -> Payload:
    """The modal for a reason that its teller reads."""
    office.console.check(visit.actor, _whole(about.place), Level.MANAGER)
    field = parts.field(WHY, "보낸 분이 읽을 까닭", KIND, longest=LONGEST_WHY, long=True)
    return parts.modal(mark("stories.refuse", about.place, about.word(0)), "돌려보내기", [field])


async def refuse(office: Office, visit: Visit, about: Mark) -> Payload:
    """With that reason."""
    place, reason = _whole(about.place), visit.fields.get(WHY, "")
    story = await office.console.stories.refuse(visit.actor, place, about.word(0), reason)
    return await _panel(office, visit, place, _told(story, "돌려보냈어요"), undo=story.id)


async def undo(office: Office, visit: Visit, about: Mark) -> Payload:
    """To be looked at once more."""
    place = _whole(about.place)
    story = await office.console.stories.undo(visit.actor, place, about.word(0))
    return await _panel(office, visit, place, _told(story, "되돌렸어요"), shown=story.id)


async def read(office: Office, visit: Visit, about: Mark) -> Payload:
    """Before all others."""
    place = _whole(about.place)
    id, version = about.word(0), about.word(1)
    await office.console.stories.read_now(visit.actor, place, id, version)
    return await _panel(office, visit, place, "지금 읽기 시작했어요.")


async def _panel(
    office: Office, visit: Visit, place: Place, told: str = "", shown: str = "", undo: str = ""
) -> Payload:
    found = await office.console.stories.stories(visit.actor, place)
    text = [f"## 사연함 · {where.title(office, place)}"]
    text += [f"✅ {told}"] if told else []
    counts = {state: sum(one.story.state is state for one in found) for state in StoryState}
    text.append(
        f"볼 사연 {counts[StoryState.PENDING]}개 · 읽을 사연 {counts[StoryState.APPROVED]}개"
    )
    open_ones = [one.story for one in found if one.story.state in OPEN]
    current = next((story for story in open_ones if story.id == shown), None)
    current = current or (open_ones[0] if open_ones else None)
    rows = where.menu(office, visit, "stories.at", place)
    if current is None:
        text.append("지금 기다리는 사연이 없어요.")
    else:
        text += _story(current)
        rows.append(parts.menu(mark("stories.one", place), "다른 사연 보기", _choices(open_ones)))
        rows.append(_buttons(current, place))
    rows.append(_more(place, undo))
    return parts.panel("\n".join(text), rows)


def _story(story: Story) -> list[str]:
    allowed = [
        name
        for on, name in ((story.consents.follow_up, "뒷이야기"), (story.consents.shorts, "쇼츠"))
        if on
    ]
    about = (
        f"**‘{escape_markdown(story.pseudonym)}’** · {STATES[story.state]} · <t:{int(story.at)}:R>"
    )
    about += f" · 동의: {', '.join(allowed)}" if allowed else ""
    masked = "-# 굵은 글씨는 개인 정보를 가린 곳이에요." if story.masked else ""
    return [about, *filter(None, [masked]), f">>> {marked(story)}"]


def _choices(stories: Sequence[Story]) -> list[Choice]:
    return [
        Choice(
            story.id, f"‘{story.pseudonym}’ · {STATES[story.state]}", parts.cut(story.text, LISTED)
        )
        for story in stories
    ]


def _buttons(story: Story, place: Place) -> Payload:
    approved, read = story.state is StoryState.APPROVED, (story.id, story.version)
    return parts.row(
        [
            parts.button("허락", mark("stories.yes", place, *read), parts.GREEN, approved),
            parts.button("고쳐서 허락", mark("stories.edit", place, *read)),
            parts.button("돌려보내기", mark("stories.why", place, story.id)),
            parts.button("지금 읽기", mark("stories.read", place, *read), parts.BLURPLE),
        ]
    )


def _more(place: Place, undo: str) -> Payload:
    buttons = [parts.button("되돌리기", mark("stories.undo", place, undo))] if undo else []
    buttons.append(parts.button("인기 사연", mark("stories.best", place)))
    buttons.append(parts.button("새로고침", mark("stories", place)))
    return parts.row(buttons)


async def _best(office: Office, visit: Visit, place: Place) -> Payload:
    found = await office.console.stories.best(visit.actor, place)
    text = [f"## 인기 사연 · {where.title(office, place)}"]
    text += [_line(number, liked) for number, liked in enumerate(found, 1)]
    text += [] if found else ["아직 마음을 받은 사연이 없어요. 시청자는 `!좋아`로 마음을 남겨요."]
    back = parts.button("사연함으로", mark("stories", place))
    return parts.panel("\n".join(text), [parts.row([back])])


def _line(number: int, liked: Liked) -> str:
    story = liked.story
    short = escape_markdown(parts.cut(story.text, LISTED))
    return f"{number}. ❤️ {liked.likes} · **‘{escape_markdown(story.pseudonym)}’** {short}"


def _told(story: Story, did: str) -> str:
    return f"‘{escape_markdown(story.pseudonym)}’의 사연을 {did}."


def _whole(place: Place) -> Place:
    return Place(place.platform, whole(place.channel), place.name)
