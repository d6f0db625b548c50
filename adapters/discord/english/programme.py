"""The queue, corners, the programme and gifts."""

from typing import Final

# Lines of lists begin with a number: written out, so that none is found in the middle of a panel.
_LINES: Final = [f"{number}." for number in range(1, 11)]
_REASONS: Final = {
    "후원": "gift", "구독·선물": "sub or raid", "명령어": "command", "부름": "called us", "이어진 이야기": "follow-up",
    "고민": "worry", "영화": "film", "이야기": "talk",
}  # fmt: skip
# As `core.gifts.gift.given` names it; whatever else was given is called as it is there.
_GIVEN: Final = {
    "{won}0원": "₩{won}0",
    "{count}치즈": "{count} cheese",
    "{count}비트": "{count} bits",
    "구독 선물 {count}개": "{count} gift subs",
    "{months}개월 구독": "{months} months subscribed",
    "구독": "Subscribed",
    "레이드 {count}명": "Raid of {count}",
}

SAID: Final[dict[str, str]] = {
    # The queue
    "## 대기열": "## Queue",
    "▶️ 답하고 있어요.": "▶️ Answering.",
    "⏸️ 멈춰 있어요. 새 이야기는 계속 쌓여요.": "⏸️ Paused. New messages keep queuing up.",
    "🔇 조용히 있어요.": "🔇 Quiet.",
    "✅ 잠시 멈췄어요.": "✅ Paused.",
    "✅ 다시 시작했어요.": "✅ Answering again.",
    "✅ 소리까지 멈췄어요. '다시 시작'을 누르면 돌아와요.": "✅ Everything is silent. Press “Resume” to go on.",
    "✅ 건너뛸 이야기가 없어요. 후원은 소리만 건너뛸 수 있어요.": "✅ There is nothing to skip. Of gifts, only the sound can be skipped.",
    "✅ {name} 님의 이야기를 건너뛰었어요.": "✅ {name} was skipped.",
    "✅ 그분의 이야기는 이제 기다리고 있지 않아요.": "✅ Nothing of theirs is waiting any more.",
    "✅ {name}님 말에는 이제 답하지 않을게요.": "✅ {name} is not answered any more.",
    "✅ {name}님 말에 다시 답할게요.": "✅ {name} is answered again.",
    "✅ 무시 목록에 없는 분이에요.": "✅ They are not on the ignore list.",
    "그 밖에 {count}개가 더 기다려요.": "{count} more waiting.",
    "지금 기다리는 이야기가 없어요.": "Nothing is waiting now.",
    "건너뛸 이야기 고르기": "Choose what to skip",
    "답하지 않을 사람 고르기": "Choose whom to ignore",
    "다음 건너뛰기": "Skip next",
    "다시 시작": "Resume",
    "일시정지": "Pause",
    "조용히": "Quiet",
    "무시 목록 ({count})": "Ignored ({count})",
    "보류된 답 ({count})": "Held answers ({count})",
    "확인할 후원 ({count})": "Gifts to check ({count})",
    "후원 글 ({count})": "Gift messages ({count})",
    "후원 소리 건너뛰기": "Skip gift sound",
    **{
        f"{line} **{{name}}** ({reason}){{text}}": f"{line} **{{name}}** ({said}){{text}}"
        for line in _LINES
        for reason, said in _REASONS.items()
    },
    # Who is ignored
    "## 무시 목록": "## Ignored viewers",
    "{count}명이 있어요. 고르면 다시 답해요.": "{count} ignored. Choose one to answer them again.",
    "아무도 없어요.": "Nobody is ignored.",
    "다시 답하기": "Choose whom to answer again",
    "대기열로": "Back to the queue",
    # Answers that are held
    "## 보류된 답": "## Held answers",
    "-# 화면에 띄우기 어려운 말이 있을 수 있어서 채팅으로만 답했어요. 내보내면 오버레이에 나와요.":
        "-# Answered in chat only, as they may have words that are not fit for the screen. Let one through to show it on the overlay.",
    "✅ 오버레이로 내보냈어요.": "✅ It goes to the overlay.",
    "✅ 지웠어요.": "✅ Deleted.",
    "ℹ️ 이제 보류되어 있지 않은 답이에요.": "ℹ️ That answer is not held any more.",
    "지금 보류된 답이 없어요.": "No answer is held now.",
    "내보낼 답 고르기": "Choose an answer to show",
    "지울 답 고르기": "Choose an answer to delete",
    "-# 답:{answer}": "-# Answer:{answer}",
    # What came with gifts
    "## 후원 글": "## Gift messages",
    "-# 내보내면 화면에 보이고 상담사가 답해요. 한 시간이 지나면 나오지 않아요.":
        "-# A message you let through is shown on screen, and a counsellor answers it. After an hour it is not shown any more.",
    "✅ 후원 글을 내보냈어요.": "✅ The message goes on screen.",
    "✅ 내보내지 않기로 했어요.": "✅ The message stays hidden.",
    "ℹ️ 이미 정했거나 한 시간이 지난 글이에요.": "ℹ️ That message was decided on already, or is over an hour old.",
    "✅ 후원 소리를 건너뛰었어요. 감사 인사는 채팅에 남아요.": "✅ The gift's sound was skipped. The thanks stay in chat.",
    "✅ 지금 말하고 있는 후원이 없어요.": "✅ No gift is being spoken about now.",
    "그 밖에 {count}개가 더 있어요.": "And {count} more.",
    "지금 기다리는 후원 글이 없어요.": "No gift message is waiting now.",
    "내보낼 글 고르기": "Choose a message to show",
    "내보내지 않을 글 고르기": "Choose a message to keep hidden",
    # Gifts whose thanks may not have been seen
    "## 확인할 후원": "## Gifts to check",
    "-# 감사 인사가 채팅에 남았는지 확실하지 않은 후원이에요. 직접 보고 확인해 주세요.":
        "-# We are not sure that the thanks for these reached chat. Please look for yourself.",
    "✅ 확인한 후원으로 표시했어요.": "✅ Marked as checked.",
    "ℹ️ 이미 확인한 후원이에요.": "ℹ️ That gift was checked already.",
    "확인할 후원이 없어요.": "There are no gifts to check.",
    "확인한 후원 고르기": "Choose a gift that you have checked",
    **{
        f"{line} **{{name}}** {given} · <t:{{when}}": f"{line} **{{name}}** {said} · <t:{{when}}"
        for line in ["-", *_LINES[:8]]
        for given, said in _GIVEN.items()
    },
    **{f"{{name}} · {given}": f"{{name}} · {said}" for given, said in _GIVEN.items()},
    # The corner
    "## 코너": "## Corner",
    "🔊 코너가 없어도 소리 내어 답해요. 바꾸려면 /설정 의 ‘말하는 때’를 봐 주세요.":
        "🔊 Answers are spoken even without a corner. To change that, see “When it speaks” in /settings.",
    "💬 닫혀 있어요. 채팅으로만 답해요.": "💬 Closed. Answers are in chat only.",
    "🔊 **{kind}** 코너가 열려 있어요. 하나씩 눌러서 말해요.": "🔊 The **{kind}** corner is open. Answers are spoken one by one, when you press the button.",
    "🔊 **{kind}** 코너가 열려 있어요. 스트리머가 조용할 때 말해요.": "🔊 The **{kind}** corner is open. Answers are spoken while the streamer is silent.",
    "🎙️ 스트리머가 말하고 있어요.": "🎙️ The streamer is talking.",
    "🎙️ 스트리머는 조용해요.": "🎙️ The streamer is silent.",
    "말하려고 기다리는 답이 {count}개 있어요.": "Answers waiting to be spoken: {count}",
    "✅ 고민 상담 코너를 열었어요.": "✅ The counselling corner is open.",
    "✅ 사연 라디오 코너를 열었어요.": "✅ The story radio corner is open.",
    "✅ 영화 코너를 열었어요.": "✅ The film corner is open.",
    "✅ 이미 열려 있어요.": "✅ It is open already.",
    "✅ 코너를 닫았어요.": "✅ The corner is closed.",
    "✅ 열린 코너가 없어요.": "✅ No corner is open.",
    "✅ 지금 말해요.": "✅ Speaking now.",
    "✅ 말하려고 기다리는 답이 없어요.": "✅ No answer is waiting to be spoken.",
    "✅ 이제 기다리지 않고 말해요.": "✅ Speaking goes on without waiting for the video.",
    "✅ 기다리는 영상이 없어요.": "✅ No video is being waited for.",
    "코너 열기": "Open a corner",
    "지금 말하기": "Speak now",
    "영상 끝났어요": "The video is over",
    "코너 닫기": "Close the corner",
    "고민 상담": "Counselling",
    "사연 라디오": "Story radio",
    "영화": "Films",
    # The programme
    "## 편성": "## Programme",
    "✅ 〈{name}〉을 뺐어요.": "✅ 〈{name}〉 was removed.",
    "✅ 〈{name}〉를 뺐어요.": "✅ 〈{name}〉 was removed.",
    "✅ 이미 빠진 코너예요.": "✅ That corner was removed already.",
    "✅ 〈{name}〉을 넣었어요.": "✅ 〈{name}〉 was added.",
    "✅ 〈{name}〉를 넣었어요.": "✅ 〈{name}〉 was added.",
    "아직 정해 둔 코너가 없어요.": "No corner is planned yet.",
    "- {name} · 사연 라디오 · {minutes}분": "- {name} · Story radio · {minutes} min",
    "- {name} · 영화 코너 · {minutes}분": "- {name} · Film corner · {minutes} min",
    "- {name} · 이야기 나누기 · {minutes}분": "- {name} · Open talk · {minutes} min",
    "  앞으로 열릴 때가 없어요. (`{cron}`)": "  There is no time when it opens again. (`{cron}`)",
    "-# 방송이 켜져 있고 오버레이가 떠 있을 때만 열려요.": "-# Corners open only while the stream is live and the overlay is on screen.",
    "뺄 코너 고르기": "Choose a corner to remove",
    "코너 넣기": "Add a corner",
    # A corner for the programme
    "## 코너 넣기": "## Add a corner",
    "요일은 여러 개 고를 수 있어요. 한국 시간이에요. 시작하기 5분 전에 채팅과 오버레이로 알려요.":
        "You can choose several days. Times are in Korean time. It is announced in chat and on the overlay five minutes before.",
    "요일": "Days",
    "시각": "Time",
    "코너": "Corner",
    "길이": "Length",
    "이름 짓고 넣기": "Name it and add it",
    "목록으로": "Back to the list",
    "코너 이름": "Name of the corner",
    "예: 밤 11시 사연 라디오": "For example: Story radio at eleven",
    "몇 분에 시작할까요? (0~59)": "Begins at which minute? (0–59)",
    "cron으로 적기 (비워도 돼요)": "Or a cron expression (optional)",
    "예: 30 22 * * 5 (금요일 22:30)": "For example: 30 22 * * 5 (Fridays at 22:30)",
    "영화 코너": "Film corner",
    "이야기 나누기": "Open talk",
    "월요일": "Monday", "화요일": "Tuesday", "수요일": "Wednesday", "목요일": "Thursday", "금요일": "Friday",
    "토요일": "Saturday", "일요일": "Sunday",
    "밤 12시 (자정)": "12 midnight", "새벽 1시": "1 am", "새벽 2시": "2 am", "새벽 3시": "3 am", "새벽 4시": "4 am",
    "새벽 5시": "5 am", "오전 6시": "6 am", "오전 7시": "7 am", "오전 8시": "8 am", "오전 9시": "9 am",
    "오전 10시": "10 am", "오전 11시": "11 am", "낮 12시": "12 noon", "오후 1시": "1 pm", "오후 2시": "2 pm",
    "오후 3시": "3 pm", "오후 4시": "4 pm", "오후 5시": "5 pm", "저녁 6시": "6 pm", "저녁 7시": "7 pm",
    "저녁 8시": "8 pm", "밤 9시": "9 pm", "밤 10시": "10 pm", "밤 11시": "11 pm",
    "15분": "15 minutes", "30분": "30 minutes", "1시간": "1 hour", "1시간 30분": "1 hour 30 minutes", "2시간": "2 hours",
    # What the programme refuses
    "분은 0부터 59까지 숫자로 적어 주세요.": "The minute must be a number from 0 to 59.",
    "코너 이름은 {most}자까지 적어 주세요.": "Give the corner a name of at most {most} characters.",
    "그런 코너는 없어요.": "There is no such corner.",
    "길이는 {least}분부터 {most}분까지예요.": "A corner lasts from {least} to {most} minutes.",
    "앞으로 그런 때가 없어요.": "There is no such time to come.",
    "끝나기 전에 다시 시작해요. 길이를 줄이거나 때를 띄워 주세요.": "It would begin again before it ends. Make it shorter or less frequent.",
    "편성은 {most}개까지 넣을 수 있어요.": "The programme has room for {most} corners.",
    "같은 편성이 이미 있어요.": "That corner is in the programme already.",
    "`0 23 * * *`처럼 분 시 일 월 요일을 적어 주세요. 요일은 0이 일요일이에요.":
        "Write minute, hour, day, month and weekday, like `0 23 * * *`. Sunday is 0.",
    # What is refused anywhere
    "그 방송을 맡은 프로그램이 지금 대답하지 않아요. 잠시 뒤에 다시 해 주세요.": "The program that runs that stream is not responding now. Try again in a moment.",
    "한 낱말은 {most}자까지 적을 수 있어요.": "A word can have at most {most} characters.",
    "{most}개까지 넣을 수 있어요.": "{most} is the most that can be added.",
}  # fmt: skip
