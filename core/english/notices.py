"""Receipts, notices and refusals in chat, in English, for channels that chose it."""

import re
from typing import Final

from msgspec.structs import replace

from core.channels.settings import Language
from core.english.translation import Translation
from core.replies import Notice, Receipt


def english(text: str) -> str:
    """`text` in English, or as it is where only its Korean is known."""
    return _english(text) or text


def in_language(line: Receipt | Notice, language: Language) -> Receipt | Notice:
    """The same line as a channel with that setting is told it."""
    if isinstance(line, Notice):
        return replace(line, text=worded(line.text, language))
    return replace(line, english=language is Language.ENGLISH)


def worded(text: str, language: Language) -> str:
    """The service's `text` in that language."""
    return english(text) if language is Language.ENGLISH else text


def gift(shown: str, language: Language) -> str:
    """What somebody gave, in that language; a reward is called as its streamer called it."""
    return _given(shown) or shown if language is Language.ENGLISH else shown


def _fact(name: str, value: str) -> str:
    if name == "films":  # a title, with a particle that English has no use for
        return value.removesuffix("을").removesuffix("를")
    for pattern, said in _FACTS.get(name, ()):
        value = pattern.sub(said, value)
    return value


def _found(*pairs: tuple[str, str]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), said) for pattern, said in pairs]


_FACTS: Final = {
    "when": _found(("이번 달", "this month"), ("오늘", "today")),
    "state": _found(("열려", "open"), ("닫혀", "closed")),
    "names": _found((r" 외 (\d+)명", r" and \1 more")),
    "titles": _found((r" 외 (\d+)편", r" and \1 more")),
    "ranks": _found((r"(\d+)위 (.+?)님 ([\d,]+)원", r"#\1 \2 ₩\3"), (r"익명 ([\d,]+)원", r"anonymous ₩\1")),
    "invite": _found(
        (re.escape("사연은 !사연 으로 보내 주세요."), "Send your story with !story."),
        (re.escape("보고 싶은 영화는 !영화 로 물어봐 주세요."), "Ask for a film with !movie."),
        (re.escape("하고 싶은 이야기를 편하게 적어 주세요."), "Write whatever is on your mind."),
    ),
    "aloud": _found(
        (re.escape("이제 소리 내어 답해요."), "Answers are spoken now."),
        (re.escape("스트리머가 눌러 주는 답만 소리 내어 말해요."), "Only answers that the streamer lets through are spoken."),
    ),
}  # fmt: skip

# As it is said in Korean, with what differs from time to time in braces.
SAID: Final[dict[str, str]] = {
    # Asking
    "`!상담 고민`처럼 이어서 적어 주세요. 예: !상담 온유 3일째 답장이 없어요":
        "Write your worry after it, like this: !counsel 온유 No reply for three days",
    "`!넷다 고민`처럼 이어서 적어 주세요. 네 상담사가 차례로 답해요.":
        "Write your worry after it: `!together worry`. All four answer in turn.",
    "앞에 남긴 이야기부터 답하고 있어요. 조금만 기다려 주세요.":
        "What you wrote before comes first. One moment.",
    "지금 다 같이 답하는 이야기가 있어요. 투표가 끝나면 다시 불러 주세요.":
        "All four are answering somebody. Call again when the vote is over.",
    "지금은 투표가 없어요.": "There is no vote now.",
    "1부터 {most}까지 번호를 적어 주세요. 예: !투표 2": "Write a number from 1 to {most}, like !vote 2",
    "`!기분영화 슬퍼요 로맨스`처럼 기분과 장르를 적어 주세요. 셋까지 함께 적어도 돼요.":
        "Write a mood and a genre, like `!mood sad romance`. Up to three moods.",
    "그 상담사는 지금 없어요. 여기 있는 상담사: {names}": "Not here now. You can call: {names}",
    "{names}. `!상담 {one} 고민`처럼 이름을 넣어 불러 주세요.":
        "{names}. Call one by name: `!counsel {one} worry`.",
    "지금 기다리는 이야기가 없어요. `!상담 고민`으로 적어 주세요.":
        "Nothing of yours is waiting. Write `!counsel worry`.",
    "{place}번째예요. 약 {seconds}초 남았어요.": "You are number {place}, about {seconds} s to go.",
    "취소했어요.": "Taken back.",
    "취소할 이야기가 없어요.": "There is nothing to take back.",
    "오늘은 순서가 못 왔어요.": "We did not get to you today.",
    "오늘은 순서가 못 왔어요. 사연함에 남길까요? `!사연`이라고 적어 주세요.":
        "We did not get to you today. Leave it as a story? Write `!story`.",
    "이번 차례는 건너뛰었어요.": "Your turn was skipped.",
    "이번 차례는 건너뛰었어요. 다시 남겨 주시면 이어서 볼게요.":
        "Your turn was skipped. Write again and we will look at it.",
    # Who may, and what does not work now
    "이 채널에서는 매니저만 쓸 수 있어요.": "In this channel only managers may use that.",
    "방송 매니저만 쓸 수 있는 명령이에요.": "Only managers of the stream may use that.",
    "방송하는 분만 쓸 수 있는 명령이에요.": "Only the streamer may use that.",
    "이 채널에서는 지금 답해 드릴 수 없어요.": "You cannot be answered in this channel now.",
    "이 채널에서는 지금 쉬고 있어요.": "We are off in this channel now.",
    "지금은 잠시 쉬고 있어요. 조금 뒤에 다시 불러 주세요.": "We are taking a short break. Call again in a while.",
    "지금은 바빠서 못 했어요. 잠시 뒤에 다시 해 주세요.": "Too busy for that just now. Try again in a moment.",
    "지금은 저장하지 못했어요. 잠시 뒤에 다시 해 주세요.": "That could not be stored just now. Try again in a moment.",
    # How one is spoken to, and what is remembered
    "앞으로 존댓말로 답할게요. 되돌리려면 `!럽 반말`이라고 적어 주세요.":
        "Polite answers from now on. To go back: `!럽 casual`.",
    "앞으로 상담사마다 원래 말투로 답할게요. 되돌리려면 `!럽 존댓말`이라고 적어 주세요.":
        "Everyone speaks their own way now. To go back: `!럽 polite`.",
    "이 채널은 모두에게 존댓말로 답하는 곳이에요. 다른 채널에서는 상담사 말투로 답할게요.":
        "Here everybody is answered politely. Elsewhere they speak their own way.",
    "고민 종류·기분·상대 호칭·기간·날짜를 180일 기억해서 단둘이 말할 때만 꺼내요. 만 14세 이상인가요? `!기억해 네` / `!기억해 아니요`":
        "Kept 180 days, private: worry, mood, who, dates. 14 or older? `!remember yes` / `!remember no`",
    "기억 켜짐. 끄려면 `!기억해 꺼`. 내용은 디스코드 /내기억 에서 혼자 볼 수 있어요.":
        "Remembering is on. Off: `!remember off`. Only you see it: Discord /my-memories.",
    "기억이 켜져 있어요. 끄려면 `!기억해 꺼`. 내용은 디스코드 /내기억 에서만 보여요.":
        "Remembering is on. Off: `!remember off`. What is kept: Discord /my-memories.",
    "이 채널은 기억하기를 꺼 두어서, 여기서 나눈 이야기는 기억하지 않아요.":
        "Remembering is off in this channel: what you say here is not kept.",
    "기억한 내용은 여기서 보여 드리지 않아요. 디스코드 /내기억 에서 혼자 볼 수 있어요.":
        "That is not shown here. Only you see it: Discord /my-memories.",
    "기억 꺼짐. 기억하던 것도 지웠어요.": "Remembering is off, and what was remembered is deleted.",
    "네, 아무것도 기억하지 않을게요.": "All right, nothing will be remembered.",
    "연결된 계정까지 기억, 찜, 대화 기록을 모두 지워요. 정말 다 지울까요? `!잊어줘 네`":
        "Delete all that is kept of you, on all linked accounts? `!forget yes`",
    "지금 답하고 있는 이야기가 있어서 아직 못 지웠어요. 조금 뒤에 다시 해 주세요.":
        "Not deleted yet: something of yours is being answered. Try again in a moment.",
    "모두 지웠어요. 다시 부르시면 처음 뵙는 분으로 맞을게요.":
        "All deleted. Next time we meet as if for the first time.",
    # Managing
    "잠시 멈췄어요. !재개 로 다시 시작해요.": "Paused. !resume goes on.",
    "다시 시작할게요.": "Back again.",
    "조용히 있을게요. !재개 로 다시 불러 주세요.": "We will be quiet. !resume calls us back.",
    "코너가 {state} 있어요. `!코너 열기`나 `!코너 닫기`로 바꿔요.":
        "The corner is {state}. Change it with `!corner open` or `!corner close`.",
    "코너가 이미 열려 있어요.": "The corner is open already.",
    "열린 코너가 없어요.": "No corner is open.",
    "코너를 열었어요.": "The corner is open.",
    "코너를 열었어요. {aloud}": "The corner is open. {aloud}",
    "코너를 닫았어요.": "The corner is closed.",
    "코너를 닫았어요. 이제 채팅으로만 답해요.": "The corner is closed. Answers are in chat only.",
    "기다리는 차례가 없어요.": "Nobody is waiting.",
    "다음 차례를 건너뛰었어요.": "The next one was skipped.",
    "{name}님 차례를 건너뛰었어요. 조금 뒤에 다시 적어 주시면 이어서 볼게요.":
        "{name} was skipped. Write again in a while and we will look at it.",
    "`!봇무시 닉네임`처럼 적어 주세요. 저에게 말을 건 적이 있는 분만 찾을 수 있어요.":
        "Write `!ignore nickname`. Only people who have spoken to us can be found.",
    "{name}님 말에는 이제 답하지 않을게요.": "{name} is not answered any more.",
    "{name}님 말에 다시 답할게요.": "{name} is answered again.",
    "이 순간을 표시했어요. 방송이 끝나면 하이라이트에 먼저 담을게요.":
        "Marked. It goes into the highlights first when the stream is over.",
    "연동은 방송하는 분이 방송 채팅에서 해 주세요.": "Only the streamer can link it, in the stream's chat.",
    "코드가 맞지 않거나 5분이 지났어요. 디스코드에서 /연동 으로 새로 받아 주세요.":
        "That code is wrong or too old. Get a new one on Discord: /link-stream.",
    "연동됐어요. 이제 디스코드에서 /설정 으로 이 방송을 다룰 수 있어요.":
        "Linked. This stream can be managed on Discord now: /settings.",
    "디스코드 말고, 연결할 방송의 채팅에서 적어 주세요.":
        "Not on Discord: write it in the chat of the stream.",
    "코드가 맞지 않거나 5분이 지났어요. 디스코드에서 /연결 로 새로 받아 주세요.":
        "That code is wrong or too old. Get a new one on Discord: /connect.",
    "코드를 준 디스코드 계정이 내 기억과 찜을 보고 지울 수 있어요. 내가 받은 코드면 `!연결 {code} 네`라고 적어 주세요.":
        "Whoever gave you this sees and deletes your data. Your own code? `!연결 {code} yes`",
    "디스코드로 돌아가서 '채팅에 적었어요' 버튼을 눌러 주세요.": "Go back to Discord and press the button there.",
    # Stories and votes
    "여긴 다 보여요. 조용히 남기는 곳: {link}": "All see this. Quietly: {link}",
    "여긴 다 보여요. 조용히 남기려면 디스코드에서 /사연 을 써 주세요. 여기서는 `!사연 내용`으로 적을 수 있어요.":
        "All see this. Quietly: /story on Discord. Or here: `!story` and your words.",
    "여긴 다 보여요. 조용히 남기려면 디스코드 /사연. 만 14세 이상이고 이대로 남길 거면 5분 안에 `!사연 확인`":
        "All see this. Quietly: Discord /story. 14 or older and sure? `!story ok` within 5 min",
    "‘{name}’ 이름으로 남겼어요. 거두려면 `!사연 취소`라고 적어 주세요.": "Kept under the name ‘{name}’. To take it back: `!story cancel`.",
    "사연을 거뒀어요. 남긴 글은 지웠어요.": "Taken back, and its words are deleted.",
    "이 사연에 마음이 {likes}개 모였어요.": "Hearts for this story: {likes}",
    "사연은 {least}자부터 {most}자까지 적어 주세요.": "A story has {least} to {most} characters.",
    "먼저 `!사연 내용`을 적어 주세요. 5분 안에 `!사연 확인`이라고 하면 남겨요.":
        "First write `!story` and your words; `!story ok` within five minutes keeps it.",
    "적어 두신 글을 지웠어요.": "What you wrote is deleted.",
    "거둘 사연이 없어요.": "There is no story to take back.",
    "지금은 마음을 남길 사연이 없어요.": "There is no story to leave a heart for now.",
    "`!후일담 내용`처럼 적어 주세요. 여기 적으면 모두가 봐요.": "Write it after `!sequel`. Everybody reads it here.",
    "여기서 읽은 사연이 아직 없어요. 사연은 `!사연`으로 남길 수 있어요.":
        "No story of yours was read here yet. Leave one with `!story`.",
    "만 14세 이상만 사연을 남길 수 있어요. 아무것도 남기지 않았어요.": "Only from the age of 14. Nothing was kept.",
    "이 채널은 지금 사연을 받지 않아요.": "This channel takes no stories now.",
    "이미 읽었거나 읽고 있는 사연이라 바꿀 수 없어요.": "It was read or is being read, so it cannot be changed.",
    "지금 방송에서 읽고 있는 사연이에요. 다 읽은 뒤에 거둬 주세요.": "It is being read right now. Take it back after that.",
    "그 사연을 찾지 못했어요.": "That story was not found.",
    "기다리는 사연이 {count}개 있어요. 그 사연을 읽은 뒤에 또 남겨 주세요.":
        "You have {count} stories waiting. Leave another when they were read.",
    "사연함이 가득 찼어요. 조금 뒤에 다시 남겨 주세요.": "The story box is full. Try again in a while.",
    "그 번호의 사연을 찾지 못했어요. 번호를 다시 확인해 주세요.": "There is no story with that number. Look at it once more.",
    "사연은 {most}자까지 적을 수 있어요. 조금만 줄여 주세요.": "A story has at most {most} characters. Make it a little shorter.",
    "사연이 너무 짧아요. 무슨 일이 있었는지 조금 더 들려주세요.": "That is very short. Tell a little more of what happened.",
    "누군가를 향한 욕이나 공격하는 말은 읽을 수 없어요. 그 말만 고쳐 주세요.":
        "Insults and attacks cannot be read aloud. Change those words only.",
    "‘{name}’님, 이야기 나눠 주셔서 고마워요. 와닿았다면 !좋아 로 마음을 남겨 주세요.":
        "Thank you for your story, ‘{name}’. If it touched you: !like",
    "투표가 끝났어요.": "The vote is over.",
    "투표가 끝났어요. 이번에는 아무도 고르지 않았네요.": "The vote is over. Nobody chose this time.",
    "투표가 끝났어요. 이야기한 분은 {name}의 답을 골랐어요.": "The vote is over. Whoever wrote in chose {name}.",
    "투표 끝! {counted}. 이야기한 분은 {name}의 답을 골랐어요.": "The vote is over! {counted}. Whoever wrote in chose {name}.",
    "투표 끝! {counted}.": "The vote is over! {counted}.",
    # Corners and gifts
    "5분 뒤에 〈{name}〉 코너를 열어요. {invite}": "〈{name}〉 opens in five minutes. {invite}",
    "지금부터 {minutes}분 동안 〈{name}〉 코너예요. {invite}": "〈{name}〉 is on, for {minutes} minutes. {invite}",
    "〈{name}〉 코너는 여기까지예요. 함께해 주셔서 고마워요.": "That was 〈{name}〉. Thank you for being here.",
    "{when}은 아직 후원이 없어요.": "No gifts {when} yet.",
    "{when}의 후원: {ranks}": "Gifts {when}: {ranks}",
    # Films
    "찜해 둔 영화가 없어요.": "No film is saved.",
    "마지막에 찜한 영화를 찜에서 뺐어요.": "The film you saved last is off your list.",
    "{films} 찜에서 뺐어요.": "Off your list: {films}",
    "{films} 찜해 뒀어요.": "Saved: {films}",
    "제가 아는 영화 중에는 없어요. 제목을 한 번만 다시 확인해 주세요.": "We do not know that film. Is the title right?",
    "어떤 영화를 보셨어요? `!봤어 제목`이나 `!봤어 2번`처럼 적어 주세요.": "Which one did you see? `!seen title` or `!seen 2`.",
    "어떤 영화가 별로였어요? `!별로 제목`처럼 적어 주세요.": "Which one was not for you? `!dislike title`.",
    "{films} 본 영화로 적어 뒀어요. 이제 추천하지 않을게요.": "Seen, and not recommended any more: {films}",
    "{films} 좋았던 영화로 적어 뒀어요. 비슷한 쪽으로 골라 볼게요.": "Liked, more of that kind next time: {films}",
    "{films} 별로였던 영화로 적어 뒀어요. 그쪽은 피해서 골라 볼게요.": "Less of that kind next time: {films}",
    "{films} 빼 둘게요. 다음에는 다른 쪽으로 골라 볼게요.": "Left out, something else next time: {films}",
    "아직 찜한 영화가 없어요. 추천을 받은 뒤에 `두 번째 거 찜`처럼 말해 주세요.": "No film is saved yet. After a recommendation: `!save 2`.",
    "찜한 영화가 {count}편 있어요. 어떤 영화인지는 디스코드 /찜 에서 혼자 볼 수 있어요.":
        "Films saved: {count}. Only you see which: Discord /saved.",
    "찜한 영화 {count}편: {titles}. 빼려면 `찜 취소 제목`이라고 적어 주세요.":
        "{count} saved: {titles}. To take one off: `!save cancel title`.",
}  # fmt: skip

# What somebody gave, as `core.gifts.gift.given` names it.
GIVEN: Final[dict[str, str]] = {
    "{won}원": "₩{won}",
    "{count}치즈": "{count} cheese",
    "구독 선물 {count}개": "{count} gift subs",
    "{months}개월 구독": "Subscribed for {months} months",
    "구독": "Subscribed",
    "레이드 {count}명": "Raid of {count}",
}

_english, _given = Translation(SAID, _fact), Translation(GIVEN)
