"""`/잊어줘`: everything of whoever asks, on all linked accounts, after one more question."""

from adapters.discord.desk import parts
from adapters.discord.desk.marks import Mark, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Payload


async def show(office: Office, visit: Visit) -> Payload:
    """The command: what goes, and what it takes."""
    others = len(office.linking.accounts(visit.actor.id)) - 1
    text = [
        "## 정말 다 지울까요?",
        "말투와 기억, 찜과 영화 평, 채팅과 상담 기록, 후원에 남긴 이름과 글, 계정 연결을 모두 지워요. "
        "기다리던 이야기도 거둬요.",
    ]
    text += [f"연결한 계정 {others}개의 기록도 함께 지워요."] if others else []
    text.append("-# 되돌릴 수 없어요. 후원 금액은 이름 없이 남아요.")
    go = parts.button("모두 지우기", mark("forget.go", visit.here), parts.RED)
    return parts.panel("\n".join(text), [parts.row([go])])


async def go(office: Office, visit: Visit, about: Mark) -> Payload:
    """Done when it says so."""
    await office.privacy.forgetting.forget(visit.actor.id)
    return parts.panel("모두 지웠어요. 다시 부르시면 처음 뵙는 분으로 맞을게요.")
