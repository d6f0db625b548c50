"""`/연동`: the guild gets a stream into its hands, by a code that its broadcaster types."""

from adapters.discord.desk import parts, where
from adapters.discord.desk.marks import Mark, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Choice, Payload
from core.channels.guilds import Place
from core.channels.settings import Level
from core.labels import Platform


async def show(office: Office, visit: Visit) -> Payload:
    """The command: a fresh code."""
    code = await office.console.stream_code(visit.actor)
    return _panel(office, visit, code, len(_streams(office, visit)))


async def look(office: Office, visit: Visit, about: Mark) -> Payload:
    """Whether somebody typed the code since; the id holds it and how many streams there were."""
    streams = _streams(office, visit)
    code, before = about.word(0), about.word(1)
    if code and str(len(streams)) != before:
        return _panel(office, visit, "", 0, "연동됐어요. 이제 /설정 으로 이 방송을 다룰 수 있어요.")
    told = "아직 연동되지 않았어요. 방송하는 계정으로 적었는지 확인해 주세요." if code else ""
    return _panel(office, visit, code, len(streams), told)


async def fresh(office: Office, visit: Visit, about: Mark) -> Payload:
    """Another code."""
    return await show(office, visit)


async def sure(office: Office, visit: Visit, about: Mark) -> Payload:
    """A stream was chosen to be let go: ask."""
    place = where.chosen(visit)
    office.console.check(visit.actor, place, Level.STREAMER)
    text = (
        f"## {where.title(office, place)} 연동을 풀까요?\n"
        "풀면 이 서버에서 그 방송을 다룰 수 없어요. 다시 이으려면 방송하는 분이 코드를 적어야 해요."
    )
    yes = parts.button("연동 풀기", mark("link.off", place), parts.RED)
    return parts.panel(
        text, [parts.row([yes, parts.button("그만두기", mark("link.look", visit.here))])]
    )


async def off(office: Office, visit: Visit, about: Mark) -> Payload:
    """Let go."""
    await office.console.unlink(visit.actor, about.place)
    return _panel(office, visit, "", 0, "연동을 풀었어요.")


def _streams(office: Office, visit: Visit) -> list[Place]:
    places = office.console.places(visit.actor, visit.here)
    return [place for place in places if place.platform is not Platform.DISCORD]


def _panel(office: Office, visit: Visit, code: str, before: int, told: str = "") -> Payload:
    streams = _streams(office, visit)
    text = ["## 연동"]
    text += [f"ℹ️ {told}"] if told else []
    if code:
        text.append(
            f"방송하는 분이 트위치나 치지직의 **자기 방송 채팅**에 이렇게 적어 주세요.\n"
            f"```\n!연동 {code}\n```-# 5분 동안 한 번만 쓸 수 있어요. 다른 사람에게는 보여 주지 마세요."
        )
    names = [f"- {where.title(office, stream)}" for stream in streams]
    text += ["**연동된 방송**", *names] if names else ["아직 연동된 방송이 없어요."]
    choices = [Choice(mark("at", one), where.plain(one)) for one in streams]
    rows = [parts.menu(mark("link.sure", visit.here), "연동 풀기", choices)] if choices else []
    see = mark("link.look", visit.here, code, str(before))
    buttons = [parts.button("연동됐는지 보기", see, parts.BLURPLE)] if code else []
    buttons.append(parts.button("새 코드 받기", mark("link", visit.here)))
    return parts.panel("\n".join(text), [*rows, parts.row(buttons)])
