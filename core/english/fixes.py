"""What to do when a connection does not work, in English."""

from typing import Final

from core.english.translation import Translation

# What is wrong with a connection, and how to mend it.
FIXES: Final[dict[str, str]] = {
    # Twitch
    "트위치와 연결이 끊겨서 다시 연결하고 있어요. 계속되면 인터넷 연결을 확인해 주세요.": "The connection to Twitch was lost, and LoveLM is reconnecting. If it goes on, check your internet connection.",
    "트위치가 앱의 클라이언트 ID나 시크릿을 받아 주지 않아요. dev.twitch.tv/console에서 확인해 LOVELM_TWITCH_CLIENT_ID와 LOVELM_TWITCH_CLIENT_SECRET을 고쳐 주세요.": "Twitch does not accept the app's client ID or secret. Look them up at dev.twitch.tv/console and correct LOVELM_TWITCH_CLIENT_ID and LOVELM_TWITCH_CLIENT_SECRET.",
    "트위치에서 이 채널을 찾을 수 없어요. LOVELM_TWITCH_CHANNELS에 적은 아이디나 주소를 확인해 주세요.": "Twitch does not know this channel. Check the name or address in LOVELM_TWITCH_CHANNELS.",
    "들을 채널이 하나도 없어요. LOVELM_TWITCH_CHANNELS에 적은 아이디나 주소를 확인해 주세요.": "There is no channel to listen to. Check the names or addresses in LOVELM_TWITCH_CHANNELS.",
    "트위치가 아직 알림을 연결해 주지 않아서 다시 시도하고 있어요.": "Twitch has not set up its notifications yet, and LoveLM keeps trying.",
    "트위치가 봇의 말을 받아 주지 않아요({why}). 봇 계정으로 `lovelm connect twitch --as bot`을 실행하고, 채팅창에서 봇을 매니저로 임명해 주세요(/mod 봇아이디).": "Twitch does not accept the bot's messages ({why}). Run `lovelm connect twitch --as bot` with the bot's account, and make the bot a moderator in chat (/mod and the bot's name).",
    "채널의 채팅 설정 때문에 봇의 말이 막혔어요({code}). 채팅창에서 봇을 매니저로 임명하면(/mod 봇아이디) 대부분 풀려요.": "The channel's chat settings blocked the bot's message ({code}). Making the bot a moderator in chat (/mod and the bot's name) usually helps.",
    "채팅을 읽을 권한(channel:bot)이 없어요({why}). 방송인 계정으로 `lovelm connect twitch --as broadcaster`를 실행하거나, 채팅창에서 봇을 매니저로 임명해 주세요(/mod 봇아이디).": "The permission to read chat (channel:bot) is missing ({why}). Run `lovelm connect twitch --as broadcaster` with the streamer's account, or make the bot a moderator in chat (/mod and the bot's name).",
    "알림을 받을 권한이 빠져 있어요: {names}({why}). 방송인 계정으로 `lovelm connect twitch --as broadcaster`를 실행해 주세요.": "Permissions for some notifications are missing: {names} ({why}). Run `lovelm connect twitch --as broadcaster` with the streamer's account.",
    "채널이나 봇 계정이 트위치에서 사라졌어요. 계정을 확인해 주세요.": "The channel or the bot's account is gone from Twitch. Check the accounts.",
    "봇이 이 채널에서 차단됐어요. 채팅창에서 차단을 풀어 주세요(/unban 봇아이디).": "The bot is banned from this channel. Unban it in chat (/unban and the bot's name).",
    "봇이 매니저에서 해제돼 채팅을 읽을 수 없어요. 채팅창에서 다시 매니저로 임명해 주세요(/mod 봇아이디).": "The bot is no longer a moderator and cannot read chat. Make it a moderator again in chat (/mod and the bot's name).",
    "트위치가 이 방식의 알림을 끝냈어요. LoveLM을 새 버전으로 올려 주세요.": "Twitch has ended this kind of notification. Update LoveLM to a newer version.",
    # Chzzk
    "연결된 치지직 채널이 없어요. 터미널에서 `lovelm connect chzzk`를 실행해 연결해 주세요.": "No Chzzk channel is connected. Run `lovelm connect chzzk` in a terminal to connect one.",
    "치지직 연결이 만료됐거나 동의가 취소됐어요. 터미널에서 `lovelm connect chzzk`를 실행해 다시 연결해 주세요.": "The connection to Chzzk has expired, or its consent was withdrawn. Run `lovelm connect chzzk` in a terminal to connect again.",
    "같은 채널이 두 번 연결돼 있어서 한쪽만 쓰고 있어요. `lovelm connect --list`로 확인하고 하나를 지워 주세요.": "This channel is connected twice, so only one of the two is used. Look with `lovelm connect --list` and remove the other.",
    "치지직에 연결하지 못하고 있어요. 저절로 다시 시도해요. 오래 이어지면 인터넷 연결과, 치지직 개발자센터에서 '채팅 메시지 조회' 권한 심사가 끝났는지를 확인해 주세요.": "LoveLM cannot connect to Chzzk and keeps trying by itself. If it goes on for long, check your internet connection, and in Chzzk's developer centre that the '채팅 메시지 조회' (read chat) permission has passed its review.",
    "치지직이 채팅 연결을 거절했어요. 한 채널에는 세 개까지만 연결할 수 있으니, 다른 곳에 켜 둔 러블름이나 채팅 프로그램을 끄면 저절로 다시 연결돼요. 그래도 안 되면 치지직 개발자센터에서 '채팅 메시지 조회' 권한 심사가 끝났는지 확인해 주세요.": "Chzzk refused the chat connection. A channel takes only three at a time: close LoveLM or other chat programs running elsewhere, and it reconnects by itself. If that does not help, check in Chzzk's developer centre that the '채팅 메시지 조회' (read chat) permission has passed its review.",
    "채팅을 읽을 수 없어요. 치지직 개발자센터에서 애플리케이션에 '채팅 메시지 조회' 권한이 있고 심사가 끝났는지 확인한 뒤, `lovelm connect chzzk`로 다시 동의해 주세요.": "Chat cannot be read. Check in Chzzk's developer centre that the application has the '채팅 메시지 조회' (read chat) permission and that its review is done, then consent again with `lovelm connect chzzk`.",
    "후원 소식을 받을 수 없어요. 치지직 개발자센터에서 애플리케이션에 '후원 조회' 권한이 있고 심사가 끝났는지 확인한 뒤, `lovelm connect chzzk`로 다시 동의해 주세요.": "Donations are not reported. Check in Chzzk's developer centre that the application has the '후원 조회' (read donations) permission and that its review is done, then consent again with `lovelm connect chzzk`.",
    "구독 소식을 받을 수 없어요. 치지직 개발자센터에서 애플리케이션에 '구독 조회' 권한이 있고 심사가 끝났는지 확인한 뒤, `lovelm connect chzzk`로 다시 동의해 주세요.": "Subscriptions are not reported. Check in Chzzk's developer centre that the application has the '구독 조회' (read subscriptions) permission and that its review is done, then consent again with `lovelm connect chzzk`.",
    "채팅에 글을 쓸 수 없어요. 치지직 개발자센터에서 애플리케이션에 '채팅 메시지 쓰기' 권한이 있고 심사가 끝났는지 확인한 뒤, `lovelm connect chzzk`로 다시 동의해 주세요.": "LoveLM cannot write in chat. Check in Chzzk's developer centre that the application has the '채팅 메시지 쓰기' (write chat) permission and that its review is done, then consent again with `lovelm connect chzzk`.",
    # Discord
    "디스코드가 봇 토큰을 받아 주지 않아요. discord.com/developers/applications의 Bot 메뉴에서 Reset Token으로 새로 받아 LOVELM_DISCORD_TOKEN을 고쳐 주세요.": "Discord does not accept the bot's token. Get a new one with Reset Token on the Bot page at discord.com/developers/applications, and put it into LOVELM_DISCORD_TOKEN.",
    "봇이 채팅을 읽을 수 없어요. discord.com/developers/applications의 Bot 메뉴에서 Message Content Intent를 켜고 러블름을 다시 시작해 주세요.": "The bot cannot read chat. Turn on Message Content Intent on the Bot page at discord.com/developers/applications, then restart LoveLM.",
    "디스코드가 연결을 끊었어요(코드 {code}). 봇 설정을 확인하고 러블름을 다시 시작해 주세요.": "Discord closed the connection (code {code}). Check the bot's settings, then restart LoveLM.",
    "디스코드에 연결하지 못하고 있어요. 저절로 다시 시도해요. 오래 이어지면 인터넷 연결을 확인해 주세요.": "LoveLM cannot connect to Discord and keeps trying by itself. If it goes on for long, check your internet connection.",
    "명령어를 등록하지 못했어요. 다음에 연결할 때 다시 해요. 계속되면 봇을 초대한 주소에 applications.commands가 들어 있는지 확인해 주세요.": "The commands could not be registered. LoveLM tries again at the next connection. If it goes on, check that the bot's invite link includes applications.commands.",
    "위기 알림을 알림 채널에 올리지 못했어요. 러블름에게 그 채널의 채널 보기와 메시지 보내기 권한을 주거나, /설정 의 서버 설정에서 다른 채널을 골라 주세요.": "A crisis alert could not be posted in the alert channel. Give LoveLM the View Channel and Send Messages permissions there, or choose another channel under /settings, server settings.",
    "<#{channel}> 채널에 글을 쓸 수 없어요. 채널 편집 → 권한에서 러블름에게 채널 보기와 메시지 보내기(스레드에서는 스레드에서 메시지 보내기)를 켜 주세요.": "LoveLM cannot write in <#{channel}>. In Edit Channel → Permissions, turn on View Channel and Send Messages (for threads, Send Messages in Threads) for LoveLM.",
    # OBS, the voice and the model
    "OBS에 닿지 않아요. OBS를 켜고 OBS의 도구 → WebSocket 서버 설정에서 서버를 사용하도록 켜 주세요.": "OBS cannot be reached. Start OBS and turn on Enable WebSocket server under Tools → WebSocket Server Settings.",
    "OBS가 비밀번호를 받지 않아요. OBS의 도구 → WebSocket 서버 설정 → 연결 정보 보기의 비밀번호를 LOVELM_OBS_PASSWORD에 넣고 다시 시작해 주세요.": "OBS does not accept the password. Copy the one under Tools → WebSocket Server Settings → Show Connect Info into LOVELM_OBS_PASSWORD, then restart.",
    "OBS에서 마이크를 찾지 못했어요. OBS의 설정 → 오디오에서 마이크를 고르거나, 소리 입력의 이름을 LOVELM_OBS_MICROPHONE에 적어 주세요.": "No microphone was found in OBS. Choose one in OBS under Settings → Audio, or write the name of an audio input into LOVELM_OBS_MICROPHONE.",
    "OBS에 LOVELM_OBS_MICROPHONE에 적힌 이름의 소리 입력이 없어요. 이름을 확인해 주세요.": "OBS has no audio input with the name in LOVELM_OBS_MICROPHONE. Check the name.",
    "설정한 목소리가 소리를 내지 않아서 임시로 다른 소리가 나가고 있어요.": "The voice that you set up gives no sound, so another one stands in for now.",
    "LOVELM_VOICE_URL과 그 서버를 확인해 주세요.": "Check LOVELM_VOICE_URL and the server behind it.",
    "인터넷 연결을 확인해 주세요. edge-tts가 막혔다면 다른 LOVELM_VOICE를 골라 주세요.": "Check your internet connection. If edge-tts is blocked, choose another LOVELM_VOICE.",
    "LOVELM_VOICE_FOLDER와 이 컴퓨터의 여유를 확인해 주세요.": "Check LOVELM_VOICE_FOLDER, and that this computer is not overloaded.",
    "말할 글이 이 컴퓨터를 떠나 Microsoft로 가요(edge-tts). 개인정보는 가린 뒤에 보내요.": "What is spoken leaves this computer for Microsoft (edge-tts). Personal data is masked first.",
    "언어 모델이 답하지 않아서 준비된 답변이 대신하고 있어요. 곧 다시 물어볼게요.": "The language model does not answer, so prepared answers stand in. It is asked again soon.",
}  # fmt: skip
# Several of one channel stand in one line.
SAID: Final[dict[str, str]] = FIXES | {f"{korean} {{more}}": f"{said} {{more}}" for korean, said in FIXES.items()}  # fmt: skip


def fix(text: str) -> str:
    """`text` in English, or as it is where only its Korean is known."""
    return _english(text) or text


_english = Translation(SAID, lambda _, value: fix(value))
