"""What can be wrong with a Chzzk account, and how its streamer mends it."""

from enum import StrEnum

from core.errors import Disconnected


class Trouble(StrEnum):
    """A part that does not work."""

    CREDENTIAL = "credential"
    TWICE = "twice"
    CONNECTION = "connection"
    SESSION = "session"
    CHAT = "chat"
    DONATION = "donation"
    SUBSCRIPTION = "subscription"
    SPEECH = "speech"


class Unusable(Disconnected):
    """No session can be had, and it is known why: `why` is Chzzk's word for it, or ""."""

    def __init__(self, trouble: Trouble, why: str = "") -> None:
        super().__init__(f"{trouble}: {why}" if why else trouble)
        self.trouble = trouble
        self.why = why


def explain(trouble: Trouble, why: str = "") -> str:
    """For the streamer, in Korean."""
    return f"{TEXTS[trouble]} (치지직 응답: {why})" if why else TEXTS[trouble]


NOBODY = "연결된 치지직 채널이 없어요. 터미널에서 `lovelm connect chzzk`를 실행해 연결해 주세요."

_PERMISSION = (
    "치지직 개발자센터에서 애플리케이션에 '{}' 권한이 있고 심사가 끝났는지 확인한 뒤, "
    "`lovelm connect chzzk`로 다시 동의해 주세요."
)

TEXTS = {
    Trouble.CREDENTIAL: "치지직 연결이 만료됐거나 동의가 취소됐어요. "
    "터미널에서 `lovelm connect chzzk`를 실행해 다시 연결해 주세요.",
    Trouble.TWICE: "같은 채널이 두 번 연결돼 있어서 한쪽만 쓰고 있어요. "
    "`lovelm connect --list`로 확인하고 하나를 지워 주세요.",
    Trouble.CONNECTION: "치지직에 연결하지 못하고 있어요. 저절로 다시 시도해요. "
    "오래 이어지면 인터넷 연결과, 치지직 개발자센터에서 '채팅 메시지 조회' 권한 심사가 "
    "끝났는지를 확인해 주세요.",
    Trouble.SESSION: "치지직이 채팅 연결을 거절했어요. 한 채널에는 세 개까지만 연결할 수 있으니, "
    "다른 곳에 켜 둔 러블름이나 채팅 프로그램을 끄면 저절로 다시 연결돼요. 그래도 안 되면 "
    "치지직 개발자센터에서 '채팅 메시지 조회' 권한 심사가 끝났는지 확인해 주세요.",
    Trouble.CHAT: "채팅을 읽을 수 없어요. " + _PERMISSION.format("채팅 메시지 조회"),
    Trouble.DONATION: "후원 소식을 받을 수 없어요. " + _PERMISSION.format("후원 조회"),
    Trouble.SUBSCRIPTION: "구독 소식을 받을 수 없어요. " + _PERMISSION.format("구독 조회"),
    Trouble.SPEECH: "채팅에 글을 쓸 수 없어요. " + _PERMISSION.format("채팅 메시지 쓰기"),
}
