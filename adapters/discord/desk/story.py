"""`/사연`: a story told in private, what becomes of it, and taking it back."""

from discord.utils import escape_markdown

from adapters.discord.desk import parts, where
from adapters.discord.desk.marks import Mark, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Choice, Payload
from core.channels.guilds import Place
from core.errors import BadInput
from core.events import Viewer
from core.stories.box import CLOSED, TOO_YOUNG, Taken
from core.stories.story import LONGEST, LONGEST_PSEUDONYM, OPEN, Consents, Story, StoryState, whole

NAME, TEXT = "name", "text"
HEART = "❤️"
ON = "1"
LISTED = 60


async def show(office: Office, visit: Visit) -> Payload:
    """The command."""
    places = _places(office, visit)
    return await _first(office, visit, places[0] if places else None)


async def at(office: Office, visit: Visit, about: Mark) -> Payload:
    """Another stream of this guild's."""
    return await _first(office, visit, _theirs(office, visit, where.chosen(visit)))


async def again(office: Office, visit: Visit, about: Mark) -> Payload:
    """From the beginning."""
    return await show(office, visit)


async def too_young(office: Office, visit: Visit, about: Mark) -> Payload:
    """Nothing is kept."""
    return parts.panel(TOO_YOUNG)


async def consent(office: Office, visit: Visit, about: Mark) -> Payload:
    """Old enough: what else may be done with it, each by a button of its own."""
    place = _theirs(office, visit, about.place)
    follow, shorts = about.word(0) == ON, about.word(1) == ON
    asks = office.console.stories.box.asks(place.platform, place.channel)
    text = [
        f"## 사연 남기기 · {where.title(office, place)}",
        f"{'두 가지는' if asks else '한 가지는'} 골라 주세요. 켜지 않아도 사연은 똑같이 읽어요.",
        *(["- **뒷이야기**: 읽고 일주일 뒤에, 나에게만 한 번 안부를 물어봐요."] if asks else []),
        "- **쇼츠**: 이 이야기를 짧은 영상에 써도 돼요.",
    ]
    flipped = mark("story.age", place, _word(not follow), _word(shorts))
    choices = [
        *([_switch("뒷이야기", follow, flipped)] if asks else []),
        _switch("쇼츠", shorts, mark("story.age", place, _word(follow), _word(not shorts))),
        parts.button(
            "사연 쓰기", mark("story.ask", place, _word(follow), _word(shorts)), parts.BLURPLE
        ),
    ]
    return parts.panel("\n".join(text), [parts.row(choices)])


def ask(office: Office, visit: Visit, about: Mark) -> Payload:
    """The modal in which it is told."""
    place = _theirs(office, visit, about.place)
    return parts.modal(mark("story.put", place, *about.words), "사연 쓰기", _fields("", ""))


async def put(office: Office, visit: Visit, about: Mark) -> Payload:
    """What was written. A crisis is answered, and nothing is kept."""
    place = _theirs(office, visit, about.place)
    consents = Consents(True, about.word(0) == ON, about.word(1) == ON)
    viewer = Viewer(visit.actor.id, visit.actor.name)
    taken = await office.console.stories.box.submit(
        place.platform, place.channel, viewer, visit.fields.get(TEXT, ""), consents,
        visit.fields.get(NAME, ""),
    )  # fmt: skip
    return _taken(visit, taken, "사연을 남겼어요. 매니저가 보고 나면 방송에서 읽어요.")


async def one(office: Office, visit: Visit, about: Mark) -> Payload:
    """One of one's own: chosen in the menu, or named by the button."""
    id = about.word(0) or visit.choice
    return _own(visit, await office.console.stories.box.own(visit.actor.id, id))


async def change(office: Office, visit: Visit, about: Mark) -> Payload:
    """Other words; the modal held the ones that were there."""
    box = office.console.stories.box
    story = await box.own(visit.actor.id, about.word(0))
    taken = await box.edit(story, visit.fields.get(TEXT, ""), visit.fields.get(NAME, ""))
    return _taken(visit, taken, "사연을 고쳤어요. 매니저가 다시 볼 거예요.")


def rewrite(office: Office, visit: Visit, about: Mark) -> Payload:
    """The modal for other words, with those that the panel shows."""
    id = about.word(0)
    fields = _fields("", quoted(visit.text))
    return parts.modal(mark("story.change", visit.here, id), "사연 고치기", fields)


async def revoke(office: Office, visit: Visit, about: Mark) -> Payload:
    """One of what was allowed is so no more."""
    box = office.console.stories.box
    story = await box.own(visit.actor.id, about.word(0))
    return _own(visit, await box.revoke(story, about.word(1)), "동의를 거뒀어요.")


async def like(office: Office, visit: Visit, about: Mark) -> Payload:
    """The button under the thanks for a story, which everybody sees: how many like it."""
    box, id = office.console.stories.box, about.word(0)
    here = whole(visit.here.channel)
    likes = await box.like_one(visit.here.platform, here, id, visit.actor.id)
    thanks = visit.text.partition(f"\n{HEART}")[0]
    return parts.panel(f"{thanks}\n{HEART} {likes}", [likable(visit.here, id)])


def likable(place: Place, id: str) -> Payload:
    """The row with that button."""
    return parts.row([parts.button(f"{HEART} 공감", mark("story.like", place, id))])


async def sure(office: Office, visit: Visit, about: Mark) -> Payload:
    """Asked once more: the words are gone then."""
    id = about.word(0)
    yes = parts.button("거두기", mark("story.gone", visit.here, id), parts.RED)
    back = parts.button("그대로 두기", mark("story.one", visit.here, id))
    return parts.panel("## 사연을 거둘까요?\n남긴 글을 바로 지워요.", [parts.row([yes, back])])


async def gone(office: Office, visit: Visit, about: Mark) -> Payload:
    """Taken back."""
    box = office.console.stories.box
    await box.withdraw(await box.own(visit.actor.id, about.word(0)))
    return parts.panel("✅ 사연을 거뒀어요. 남긴 글은 지웠어요.")


async def _first(office: Office, visit: Visit, place: Place | None) -> Payload:
    mine = await office.console.stories.box.mine(visit.actor.id)
    rows: list[Payload] = []
    if place is None:
        text = [
            "## 사연",
            CLOSED if visit.actor.guild else "사연은 방송의 디스코드 서버에서 남길 수 있어요.",
        ]
    else:
        text = [f"## 사연 남기기 · {where.title(office, place)}", *ABOUT]
        places = _places(office, visit)
        if len(places) > 1:
            rows.append(_menu(visit, places, place))
        yes = parts.button("네, 만 14세 이상이에요", mark("story.age", place), parts.GREEN)
        no = parts.button("아니요", mark("story.young", visit.here))
        rows.append(parts.row([yes, no]))
    if mine:
        text.append(f"\n내 사연이 {len(mine)}개 있어요.")
        choices = [
            Choice(
                story.id,
                f"‘{story.pseudonym}’ · {STATES[story.state]}",
                parts.cut(story.text, LISTED),
            )
            for story in mine
        ]
        rows.append(parts.menu(mark("story.one", visit.here), "내 사연 보기", choices))
    return parts.panel("\n".join(text), rows)


def _menu(visit: Visit, places: list[Place], chosen: Place) -> Payload:
    choices = [Choice(mark("at", one), where.plain(one), chosen=one == chosen) for one in places]
    return parts.menu(mark("story.at", visit.here), "어느 방송에 남길까요?", choices)


def _taken(visit: Visit, taken: Taken, told: str) -> Payload:
    return parts.panel(taken.answer) if taken.story is None else _own(visit, taken.story, told)


def _own(visit: Visit, story: Story, told: str = "") -> Payload:
    text = [f"## ‘{escape_markdown(story.pseudonym)}’의 사연"]
    text += [f"✅ {told}"] if told else []
    text.append(f"{STATES[story.state]} · 남긴 때 <t:{int(story.at)}:d>")
    text.append(f">>> {marked(story)}")
    if story.masked:
        text[-2] += (
            "\n-# 굵은 글씨는 개인 정보여서 가리고 저장한 곳이에요. 처음 글은 남아 있지 않아요."
        )
    if story.why:
        text[-2] += f"\n💬 {escape_markdown(story.why)}"
    buttons = []
    if story.state in OPEN:
        buttons.append(parts.button("고치기", mark("story.edit", visit.here, story.id)))
    if story.state is not StoryState.QUEUED:
        buttons.append(parts.button("거두기", mark("story.sure", visit.here, story.id), parts.RED))
    allowed = {
        "follow_up": story.consents.follow_up and not story.asked_at,
        "shorts": story.consents.shorts,
    }
    buttons += [
        parts.button(f"{CONSENTS[what]} 끄기", mark("story.no", visit.here, story.id, what))
        for what, on in allowed.items()
        if on
    ]
    buttons.append(parts.button("처음으로", mark("story", visit.here)))
    return parts.panel("\n".join(text), [parts.row(buttons)])


def marked(story: Story) -> str:
    """Its text, with what stands in place of something personal in bold."""
    shown, begin = "", 0
    for start, end in story.masked:
        taken_out = escape_markdown(story.text[start:end])
        shown += f"{escape_markdown(story.text[begin:start])}**{taken_out}**"
        begin = end
    return shown + escape_markdown(story.text[begin:])


def quoted(panel: str) -> str:
    """The story that a panel shows, without its marks."""
    _, found, text = panel.partition("\n>>> ")
    return text.replace("\\", "").replace("**", "")[:LONGEST] if found else ""


def _fields(name: str, text: str) -> list[Payload]:
    return [
        parts.field(
            NAME, "불릴 이름 (비우면 지어 드려요)", name, "본명은 적지 마세요", LONGEST_PSEUDONYM
        ),
        parts.field(
            TEXT, f"이야기 ({LONGEST}자까지)", text, "무슨 일이 있었나요?", LONGEST, long=True
        ),
    ]


def _places(office: Office, visit: Visit) -> list[Place]:
    """Where whoever visits may tell a story: the guild's streams, and the channel they are in."""
    guild = visit.actor.guild
    if guild is None:
        return []
    here = Place(visit.here.platform, whole(visit.here.channel), visit.here.name)
    box = office.console.stories.box
    return [
        one
        for one in (*office.linking.streams(guild), here)
        if box.takes(one.platform, one.channel)
    ]


def _theirs(office: Office, visit: Visit, place: Place) -> Place:
    """`place` where it is one of those; a made-up one is refused. Raises BadInput."""
    for one in _places(office, visit):
        if (one.platform, one.channel) == (place.platform, whole(place.channel)):
            return one
    raise BadInput(CLOSED)


def _switch(label: str, on: bool, id: str) -> Payload:
    return parts.button(
        f"{label}: {'켜짐' if on else '꺼짐'}", id, parts.GREEN if on else parts.GREY
    )


def _word(on: bool) -> str:
    return ON if on else "0"


ABOUT = (
    "여기 적는 글은 나와 이 방송의 매니저만 봐요. 전화번호 같은 개인 정보는 가리고 저장해요.",
    "매니저가 허락하면 상담사가 방송에서 별명으로 읽고, 상담사마다 한마디씩 해요.",
    "언제든 고치거나 거둘 수 있고, 180일 뒤에 지워요.\n-# 상담사는 AI예요.",
    "**만 14세 이상인가요?**",
)
CONSENTS = {"follow_up": "뒷이야기", "shorts": "쇼츠"}
STATES = {
    StoryState.PENDING: "매니저가 보기를 기다려요",
    StoryState.APPROVED: "읽을 차례를 기다려요",
    StoryState.QUEUED: "곧 읽어요",
    StoryState.READ: "방송에서 읽었어요",
    StoryState.ANSWERED: "방송에서 읽고 이야기를 나눴어요",
    StoryState.REFUSED: "이번에는 읽지 않아요",
    StoryState.WITHDRAWN: "거뒀어요",
}
