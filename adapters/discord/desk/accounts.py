"""`/연결`, `/연결해제`: one viewer's accounts, linked by a code and their own word."""

from discord.utils import escape_markdown

from adapters.discord.desk import parts, where
from adapters.discord.desk.marks import Mark, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Payload
from core.channels.linking import Claim
from core.labels import Platform


async def show(office: Office, visit: Visit) -> Payload:
    """`/연결`: a fresh code."""
    code = await office.linking.viewer_code(visit.actor.id)
    return _panel(visit, code)


async def fresh(office: Office, visit: Visit, about: Mark) -> Payload:
    """Another code."""
    return await show(office, visit)


async def look(office: Office, visit: Visit, about: Mark) -> Payload:
    """Who typed the code; whether that is them only the visitor can say."""
    claim = await office.linking.claim(visit.actor.id)
    if claim is None:
        told = "아직 채팅에서 확인하지 못했어요. `네`까지 적은 뒤 조금 있다가 다시 눌러 주세요."
        return _panel(visit, about.word(0), told)
    text = (
        f"## {_who(claim)} 님이 맞나요?\n"
        "맞으면 두 계정을 같은 분으로 알아봐요. 내가 적은 것이 아니면 꼭 '아니에요'를 눌러 주세요."
    )
    yes = mark("account.yes", visit.here, claim.viewer)
    no = parts.button("아니에요", mark("account.no", visit.here))
    return parts.panel(text, [parts.row([parts.button("맞아요", yes, parts.GREEN), no])])


async def yes(office: Office, visit: Visit, about: Mark) -> Payload:
    """Confirmed: counts only for the account that was shown."""
    claim = await office.linking.confirm(visit.actor.id, about.word(0))
    if claim is None:
        return _panel(visit, "", "확인할 시간이 지났어요. 새 코드로 다시 해 주세요.")
    return parts.panel(f"{_who(claim)} 계정을 연결했어요. 이제 어디서든 같은 분으로 알아볼게요.")


async def no(office: Office, visit: Visit, about: Mark) -> Payload:
    """Somebody else typed it."""
    await office.linking.refuse(visit.actor.id)
    return _panel(visit, "", "연결하지 않았어요. 코드를 다른 사람이 보지 않게 해 주세요.")


async def leave(office: Office, visit: Visit) -> Payload:
    """`/연결해제`: asks first, since linking again takes another code."""
    others = [one for one in office.linking.accounts(visit.actor.id) if one != visit.actor.id]
    if not others:
        return parts.panel("연결된 계정이 없어요.")
    names = ", ".join(_platform(one) for one in others)
    text = f"## 연결을 풀까요?\n연결된 계정: {names}\n풀면 계정마다 다른 분으로 알아봐요."
    return parts.panel(
        text, [parts.row([parts.button("연결 풀기", mark("account.off", visit.here), parts.RED)])]
    )


async def off(office: Office, visit: Visit, about: Mark) -> Payload:
    """Every link of this person is undone."""
    count = await office.linking.unlink(visit.actor.id)
    return parts.panel("연결을 풀었어요." if count else "연결된 계정이 없어요.")


def _panel(visit: Visit, code: str, told: str = "") -> Payload:
    text = ["## 연결"]
    text += [f"ℹ️ {told}"] if told else []
    buttons = []
    if code:
        text.append(
            "연결할 계정으로 트위치나 치지직 방송 채팅에 이렇게 적어 주세요.\n"
            f"```\n!연결 {code}\n```채팅에 안내가 나오면 `!연결 {code} 네`라고 한 번 더 적어 주세요. "
            "연결하면 이 디스코드 계정에서 그 계정의 기억과 찜을 보고 지울 수 있어요.\n"
            "-# 5분 동안 한 번만 쓸 수 있고, 여기서 한 번 더 확인해요."
        )
        look = mark("account.look", visit.here, code)
        buttons.append(parts.button("채팅에 적었어요", look, parts.BLURPLE))
    buttons.append(parts.button("새 코드 받기", mark("account", visit.here)))
    return parts.panel("\n".join(text), [parts.row(buttons)])


def _who(claim: Claim) -> str:
    return f"{where.NAMES[claim.platform]}의 {escape_markdown(claim.name)}"


def _platform(account: str) -> str:
    name = account.partition(":")[0]
    return where.NAMES[Platform(name)] if name in {*Platform} else name
