"""Attempts to make a persona drop its role, show its prompt or run something."""

import re

# Somebody else asked for it, or was told it: a worry, no attempt.
_TOLD = (
    r" ?(?:달라[는고니며네길던]|달[래랬란랍]|[달주]라고|[줬준줄]|주[는니면고기자래려지]|줘[야도서])"
)
_ATTEMPT = re.compile(
    r"(?:이전|위|앞|지금까지)[의 ]*(?:모든 )?(?:지시|명령|설정|프롬프트|규칙|내용|대화)\S{0,20}"
    r" ?(?:다 |전부 |모두 |싹 )?(?:무시|잊|지우|버려|초기화)"
    r"|(?:시스템|system) ?(?:프롬프트|메시지|지시|prompt|message|instruction)"
    r"|프롬프트\S{0,20} ?(?:보여|알려|출력|말해|공개|뱉|복사|그대로)"
    r"|(?:개발자|관리자|디버그|탈옥|developer|admin|debug|god|dan) ?(?:모드|mode)"
    r"|jail ?break|(?:ignore|disregard|forget) (?:all |any |the |your )*(?:previous|prior|above|instructions?|rules?)"
    r"|you are now|act as (?:an?|my)|pretend (?:to be|you)|reveal (?:your|the)|repeat (?:the|everything) .{0,60}above"
    r"|(?:너는|넌|당신은|이제부터) .{0,20}(?:제한|규칙|필터)(?:이|가)? ?(?:없는|없이|풀린|해제)"
    r"|(?:api ?키|api ?key|토큰|비밀번호|password) ?(?:를|을|좀)? ?(?:알려|보여|출력|말해|내놔|tell|show)"
    rf"(?!{_TOLD})"
    r"|<\|?(?:im_start|system|endoftext)|\[/?inst\]|###? ?(?:system|instruction)",
    re.IGNORECASE,
)


def tampers(text: str) -> bool:
    """Whether `text` tries to steer the machine rather than talk to the persona."""
    return _ATTEMPT.search(text[:2000]) is not None
