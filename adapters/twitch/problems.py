"""What can be wrong on Twitch, in words for the streamer who must mend it."""

from collections.abc import Collection

from adapters.twitch.parse import BITS, REDEMPTION

UNREACHABLE = "트위치와 연결이 끊겨서 다시 연결하고 있어요. 계속되면 인터넷 연결을 확인해 주세요."
CREDENTIALS = (
    "트위치가 앱의 클라이언트 ID나 시크릿을 받아 주지 않아요. dev.twitch.tv/console에서 확인해 "
    "LOVELM_TWITCH_CLIENT_ID와 LOVELM_TWITCH_CLIENT_SECRET을 고쳐 주세요."
)
UNKNOWN_CHANNEL = (
    "트위치에서 이 채널을 찾을 수 없어요. LOVELM_TWITCH_CHANNELS에 적은 아이디나 주소를 "
    "확인해 주세요."
)
NOBODY = "들을 채널이 하나도 없어요. LOVELM_TWITCH_CHANNELS에 적은 아이디나 주소를 확인해 주세요."
PENDING = "트위치가 아직 알림을 연결해 주지 않아서 다시 시도하고 있어요."


def silent(why: str) -> str:
    """The bot may not speak; `why` is Twitch's reason."""
    return (
        f"트위치가 봇의 말을 받아 주지 않아요({why}). 봇 계정으로 `lovelm connect twitch --as bot`을 "
        "실행하고, 채팅창에서 봇을 매니저로 임명해 주세요(/mod 봇아이디)."
    )


def dropped(code: str) -> str:
    """A rule of the channel kept the bot's line back."""
    return (
        f"채널의 채팅 설정 때문에 봇의 말이 막혔어요({code}). 채팅창에서 봇을 매니저로 임명하면"
        "(/mod 봇아이디) 대부분 풀려요."
    )


def deaf(why: str) -> str:
    """Chat may not be read; `why` is a revoked subscription's status or Twitch's reason."""
    return REVOKED.get(why) or (
        f"채팅을 읽을 권한(channel:bot)이 없어요({why}). 방송인 계정으로 "
        "`lovelm connect twitch --as broadcaster`를 실행하거나, 채팅창에서 봇을 매니저로 임명해 "
        "주세요(/mod 봇아이디)."
    )


def missing(kinds: Collection[str], why: str) -> str:
    """Events of these kinds are not told."""
    if why in REVOKED:
        return REVOKED[why]
    names = ", ".join(dict.fromkeys(SCOPES[kind] for kind in SCOPES if kind in kinds))
    return (
        f"알림을 받을 권한이 빠져 있어요: {names}({why}). 방송인 계정으로 "
        "`lovelm connect twitch --as broadcaster`를 실행해 주세요."
    )


# https://dev.twitch.tv/docs/eventsub/handling-websocket-events/#revocation-message
REVOKED = {
    "user_removed": "채널이나 봇 계정이 트위치에서 사라졌어요. 계정을 확인해 주세요.",
    "chat_user_banned": "봇이 이 채널에서 차단됐어요. 채팅창에서 차단을 풀어 주세요"
    "(/unban 봇아이디).",
    "moderator_removed": "봇이 매니저에서 해제돼 채팅을 읽을 수 없어요. 채팅창에서 다시 매니저로 "
    "임명해 주세요(/mod 봇아이디).",
    "version_removed": "트위치가 이 방식의 알림을 끝냈어요. LoveLM을 새 버전으로 올려 주세요.",
}
_BITS, _SUBSCRIPTIONS = "비트 bits:read", "구독 channel:read:subscriptions"
SCOPES = {
    "channel.cheer": _BITS,
    BITS: _BITS,
    "channel.subscribe": _SUBSCRIPTIONS,
    "channel.subscription.gift": _SUBSCRIPTIONS,
    "channel.subscription.message": _SUBSCRIPTIONS,
    REDEMPTION: "채널 포인트 channel:read:redemptions",
    "channel.raid": "레이드",
}
# Reasons that lie in the line, not in the channel.
ABOUT_THE_LINE = frozenset({"msg_duplicate", "msg_rejected", "msg_rejected_mandatory"})
