"""What can be wrong on Discord, in words for the streamer who must mend it."""

CREDENTIAL = (
    "디스코드가 봇 토큰을 받아 주지 않아요. discord.com/developers/applications의 Bot 메뉴에서 "
    "Reset Token으로 새로 받아 LOVELM_DISCORD_TOKEN을 고쳐 주세요."
)
INTENT = (
    "봇이 채팅을 읽을 수 없어요. discord.com/developers/applications의 Bot 메뉴에서 "
    "Message Content Intent를 켜고 러블름을 다시 시작해 주세요."
)
CLOSED = "디스코드가 연결을 끊었어요(코드 {}). 봇 설정을 확인하고 러블름을 다시 시작해 주세요."
UNREACHABLE = "디스코드에 연결하지 못하고 있어요. 저절로 다시 시도해요. 오래 이어지면 인터넷 연결을 확인해 주세요."
COMMANDS = (
    "명령어를 등록하지 못했어요. 다음에 연결할 때 다시 해요. 계속되면 봇을 초대한 주소에 "
    "applications.commands가 들어 있는지 확인해 주세요."
)
ALARM = (
    "위기 알림을 알림 채널에 올리지 못했어요. 러블름에게 그 채널의 채널 보기와 메시지 보내기 권한을 "
    "주거나, /설정 의 서버 설정에서 다른 채널을 골라 주세요."
)


def silent(channel: str) -> str:
    """The bot may not write in a channel."""
    return (
        f"<#{channel}> 채널에 글을 쓸 수 없어요. 채널 편집 → 권한에서 러블름에게 채널 보기와 "
        "메시지 보내기(스레드에서는 스레드에서 메시지 보내기)를 켜 주세요."
    )
