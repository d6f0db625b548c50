"""What the studio refuses, in English: the sentences that its people meet most."""

from functools import cache
from typing import Final

from core.channels.setting_fields import fields
from core.english.translation import Translation


def _fact(name: str, value: str) -> str:
    return _titles().get(value, value) if name == "title" else value


@cache
def _titles() -> dict[str, str]:
    return {field.title: field.english.title for field in fields()}


# As it is said in Korean, with what differs from time to time in braces.
SAID: Final[dict[str, str]] = {
    # Who may
    "초대가 맞지 않거나 끝났어요. 새 초대를 받아 주세요.": "This invite does not work or is over. Ask for a new one.",
    "맞지 않는 초대를 너무 많이 적었어요. 1분 뒤에 다시 해 주세요.": "Too many wrong invites. Try again in a minute.",
    "이 초대로는 할 수 없어요.": "Your invite does not allow that.",
    "스트리머 초대로 들어온 분만 할 수 있어요.": "Only somebody with a streamer's invite may do that.",
    "초대받은 방송만 다룰 수 있어요.": "You may only manage the stream that you were invited to.",
    "조금만 천천히 해 주세요. 방금 것은 하지 않았어요.": "A little slower, please: that was not done.",
    "화면을 새로 고친 뒤 다시 해 주세요.": "Reload the page and try again.",
    "이 방송의 스튜디오가 너무 많이 열려 있어요.": "Too many studios of this stream are open.",
    # Whatever it was
    "그런 일은 할 수 없어요. 화면을 새로 고쳐 주세요.": "There is no such thing to do. Reload the page.",
    "알아볼 수 없는 요청이에요.": "That request could not be read.",
    "한 번에 보낼 수 있는 것보다 길어요.": "That is more than can be sent at once.",
    "지금은 하지 못했어요. 잠시 뒤에 다시 해 주세요.": "That did not work just now. Try again in a moment.",
    "그 방송을 맡은 프로그램이 지금 대답하지 않아요. 잠시 뒤에 다시 해 주세요.": "The process that answers there is away. Try again in a moment.",
    "너무 길거나 알아볼 수 없는 값이에요. 고쳐서 다시 해 주세요.": "That is too long or cannot be read. Change it and try again.",
    "켜거나 끌 수만 있어요.": "It can only be switched on or off.",
    "이미 처리했어요.": "That was dealt with already.",
    # The queue and its alarms
    "건너뛸 이야기가 없어요. 후원은 건너뛸 수 없어요.": "Nothing to skip. Gifts cannot be skipped.",
    "지금은 되돌릴 수 없어요. 시간이 지났거나 그분이 이야기를 거두었어요.": "That cannot be undone now: it was too long ago, or they took it back.",
    "멈춰 있어요. 먼저 다시 시작한 뒤에 골라 주세요.": "It is paused. Resume first, then choose.",
    "그 이야기는 이제 대기열에 없어요.": "That line is no longer in the queue.",
    "누구인지 골라 주세요.": "Choose who it is.",
    "그 알림은 이제 없어요.": "That alert is gone.",
    # Speaking
    "방금 위기 안내가 나갔어요. 조금 뒤에 다시 해 주세요.": "Help for somebody in a crisis was given just now. Try again in a little while.",
    "조용히 있는 중이에요. 먼저 다시 시작해 주세요.": "It is quiet. Resume first.",
    "이 방송에서는 꺼져 있어요. 설정에서 모드를 먼저 켜 주세요.": "It is off on this stream. Choose a mode in the settings first.",
    "지금은 소리를 만들 수 없어요. 상태를 확인해 주세요.": "No sound can be made right now. Look at the connections.",
    "상담사가 말하는 오버레이 화면이 없어요. OBS에 오버레이 주소를 넣어 주세요.": "No screen has the overlay on which personas speak. Put its address into OBS.",
    "그 상담사는 이 방송에 없어요.": "That persona is not on this stream.",
    "한 번에 {n}자까지 말할 수 있어요. 나눠서 적어 주세요.": "At most {n} characters at once. Say it in parts.",
    "할 말을 적어 주세요. 링크나 전화번호는 말할 수 없어요.": "Write something to say. Links and phone numbers cannot be said.",
    "링크나 전화번호는 말할 수 없어요. 빼고 다시 적어 주세요.": "Links and phone numbers cannot be said. Leave them out.",
    "방송에 내보낼 수 없는 낱말이 있어요. 고쳐서 다시 적어 주세요.": "It has a word that is not fit for the stream. Change it and try again.",
    # Gifts
    "금액은 1원부터 {most}원까지 적어 주세요.": "The amount must be from ₩1 to ₩{most}.",
    "금액은 숫자로 적어 주세요.": "The amount must be a number.",
    "아직 저장하지 못했어요. 잠시 뒤에 다시 눌러 주세요.": "Not saved yet. Press again in a moment.",
    "이미 처리했거나 지나간 후원이에요.": "That gift was dealt with already, or has passed.",
    # Corners and the programme
    "이미 열려 있어요.": "It is open already.",
    "이미 닫혀 있어요.": "It is closed already.",
    "말하려고 기다리는 답이 없어요.": "No answer waits to be spoken.",
    "나오는 영상이 없어요.": "No video is playing.",
    "길이는 몇 분인지 숫자로 적어 주세요.": "The length must be a number of minutes.",
    "코너 이름은 {n}자까지 적어 주세요.": "Give the corner a name of at most {n} characters.",
    "길이는 {least}분부터 {most}분까지예요.": "The length is from {least} to {most} minutes.",
    "앞으로 그런 때가 없어요.": "There is no such time to come.",
    "끝나기 전에 다시 시작해요. 길이를 줄이거나 때를 띄워 주세요.": "It begins again before it ends. Make it shorter, or rarer.",
    "편성은 {n}개까지 넣을 수 있어요.": "At most {n} corners can be scheduled.",
    "같은 편성이 이미 있어요.": "That corner is scheduled already.",
    "이미 빠진 코너예요.": "That corner was removed already.",
    "시간이 지나서 되돌릴 수 없어요. 다시 넣어 주세요.": "Too late to undo. Add it again.",
    # Stories and the report
    "그 사연은 이제 없어요.": "That story is gone.",
    "그사이 글이 바뀌었어요. 다시 읽어 봐 주세요.": "The text was changed meanwhile. Read it again.",
    "그사이 다른 분이 처리했거나 보낸 분이 거둔 사연이에요.": "Somebody else dealt with that story meanwhile, or its teller took it back.",
    "사연은 1자에서 {n}자까지예요.": "A story has 1 to {n} characters.",
    "아직 남은 기록이 없어요. 방송에서 러블름이 한 번이라도 답한 뒤에 볼 수 있어요.": "Nothing was recorded yet. There is a report once LoveLM has answered on the stream.",
    # Settings, invites, addresses
    "이미 다른 분이 설정했어요.": "Somebody else decided that already.",
    "디스코드에서는 처음 설정을 골라 주세요.": "On Discord, choose the first settings.",
    "그런 설정은 없어요.": "There is no such setting.",
    "그런 상담사는 없어요.": "There is no such persona.",
    "값을 다시 골라 주세요.": "Choose the value again.",
    "`상담=고민상담, 영화=영화추천`처럼 적어 주세요.": "Write it like `상담=worry, 영화=movies`.",
    "{title}: 숫자로 적어 주세요.": "{title}: that must be a number.",
    "{title}: {least}부터 {most} 사이로 적어 주세요.": "{title}: from {least} to {most}.",
    "{title}: {n}자까지 적을 수 있어요.": "{title}: at most {n} characters.",
    "{title}: 켜거나 끌 수만 있어요.": "{title}: it can only be switched on or off.",
    "{title}: 고를 수 없는 값이에요.": "{title}: that cannot be chosen.",
    "{title}: 쓸 수 없는 값이에요.": "{title}: that value does not work.",
    "하루 한도는 0원부터 {most}원까지 정할 수 있어요.": "The cap a day is from ₩0 to ₩{most}.",
    "누구를 초대하는지 이름을 {n}자까지 적어 주세요.": "Whom do you invite? A name of at most {n} characters.",
    "매니저나 스트리머로만 초대할 수 있어요.": "Invite as a manager or as a streamer.",
    "초대는 {n}개까지예요. 안 쓰는 초대를 먼저 끝내 주세요.": "At most {n} invites. Revoke one that is not used first.",
    "그 초대는 이미 끝났어요.": "That invite is over already.",
    "그런 주소는 없어요.": "There is no such address.",
}


english: Final = Translation(SAID, _fact)
