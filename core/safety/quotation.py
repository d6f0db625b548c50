"""Whether abuse in a text is told of, or said to somebody's face."""

import re
from collections.abc import Iterable

# What follows quoted words: 병신이래요, 씨발년이라고 했어요, 미친년 소리를 들었어요.
_TOLD = re.compile(
    r"""^[가-힣]{0,4}?["'”’]?\s?
    (?: 이?래(?:요|ㅠ|ㅜ|서|네|\b) | [가-힣]{0,3}[는한렸었]?대(?:요|ㅠ|ㅜ|\b)
      | (?:이?라고|이?라며|이?라면서|이?란|이?라는|다고|냐고|라고|으라고|라구|거리면서|거리고|거리더라|이러면서|이러고|하면서|하고)
        .{0,12}?(?:했|하더|해요|하네|하세|하시|한다|하는|해서|하니|그래|그러|그랬|말[이을했해하]|부르|불[렀러]|욕|들[었으어은]|소리|써놨|썼|적[어었]|보냈|보내|왔|카톡|문자|톡|전화|끊)
      | (?:같다고|라는)?\s?(?:말|소리|욕)(?:을|를|까지|도)?\s?(?:들[었으어은]|했|하[더는니고]|해|까지|함|먹) )
    """,
    re.VERBOSE,
)
_MARKS = (('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’"))
# Whom it was said to or by: somebody other than those who read here.
_TELLER = re.compile(
    r"(?:나|저|내|제)(?:한테|보고|더러|에게|를|가)|남친|여친|남편|아내|애인|친구|엄마|아빠|부모|전남|전여|선배|상사|그\s?사람|걔|형이|언니|오빠|누나|동생|시어머니|사장|팀장"
)
_YOU = re.compile(
    r"(?:^|[\s,.!?~])(?:너|넌|널|니|닌|네가|니가|네놈|네년|너희|니들|니네|너네|느그|당신|님아)(?:$|[\s,.!?~는도를한같들야만의]|네)"
)
_CALLED = re.compile(r"^(?:들)?[아야](?:$|[\s,.!?~ㅋㅎㅗ])|^(?:들)?아\b")
_LETTERS = re.compile(r"[가-힣ㄱ-ㅣa-zA-Z]")
# Letters beside the abuse that are too few to be about anything else.
_NOTHING_ELSE = 4


def quoted(text: str, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether every span of `text` is what somebody elsewhere said, as the words around tell."""
    elsewhere = _TELLER.search(text) is not None or _YOU.search(text) is None
    return all(
        any(mark in text[:start] and close in text[end:] for mark, close in _MARKS)
        or (elsewhere and _TOLD.match(text[end : end + 30]) is not None)
        for start, end in spans
    )


def aimed(text: str, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether the abuse in `spans` speaks to somebody: by "너", a call, or saying nothing else."""
    spans = list(spans)
    rest = len(_LETTERS.findall(text)) - sum(
        len(_LETTERS.findall(text[start:end])) for start, end in _merged(spans)
    )
    if rest < _NOTHING_ELSE or _YOU.search(text):
        return True
    return any(_CALLED.match(text[end : end + 3]) for _, end in spans)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """`spans` in order, those that overlap joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def covered(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with each span replaced by one ○ a letter."""
    for start, end in reversed(_merged(spans)):
        text = text[:start] + "○" * (end - start) + text[end:]
    return text
