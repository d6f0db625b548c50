"""Personal data taken out of text before it is stored, shown, prompted or spoken."""

import re


def mask(text: str) -> str:
    """`text` with phone, account and resident numbers, addresses, mail and messenger ids,
    schools and workplaces replaced by what they are, in brackets."""
    for pattern, word in _PATTERNS:
        text = pattern.sub(word, text)
    return text


def taken_out(masked: str) -> list[tuple[int, int]]:
    """Where in a masked text something was taken out: spans of the brackets."""
    return [found.span() for found in _TAKEN_OUT.finditer(masked)]


_NOT_DIGIT_BEFORE, _NOT_DIGIT_AFTER = r"(?<!\d)", r"(?!\d)"

# Most specific first: a resident number would otherwise pass as an account.
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), word)
    for pattern, word in (
        (rf"{_NOT_DIGIT_BEFORE}\d{{6}} ?- ?[1-8]\d{{6}}{_NOT_DIGIT_AFTER}", "[주민번호]"),
        (rf"{_NOT_DIGIT_BEFORE}(?:\+?82[- .]?|0)1[016789][- .]?\d{{3,4}}[- .]?\d{{4}}{_NOT_DIGIT_AFTER}", "[전화번호]"),
        (r"공일공[가-힣 -]{6,20}(?=\s|$)", "[전화번호]"),
        (rf"{_NOT_DIGIT_BEFORE}0(?:2|[3-6]\d|70)[- .)]\d{{3,4}}[- .]?\d{{4}}{_NOT_DIGIT_AFTER}", "[전화번호]"),
        (rf"{_NOT_DIGIT_BEFORE}(?=(?:\d-?){{10}})\d{{2,6}}-\d{{2,6}}-\d{{2,8}}(?:-\d{{1,4}})?{_NOT_DIGIT_AFTER}", "[계좌번호]"),
        (rf"(?:은행|뱅크|농협|신협|우체국|토스) ?\d{{10,14}}{_NOT_DIGIT_AFTER}", "[계좌번호]"),
        (r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", "[이메일]"),
        (r"(?:카톡|카카오톡|라인|텔레(?:그램)?|인스타|디코|디스코드|오픈채팅|오카)\s*(?:(?:아이디|id|계정|링크)\s*)?(?:(?:는|은|:)\s*)?@?[a-z0-9_.]{4,}", "[메신저]"),
        (r"@[a-z0-9_.]{4,}", "[메신저]"),
        (r"(?:[가-힣]{1,6}(?:시|도|군|구) )?[가-힣]{1,8}(?:구|군|시) [가-힣0-9]{1,10}(?:동|읍|면|로|길) ?\d+(?:-\d+)?(?:번지|번길)?(?: ?\d+동)?(?: ?\d+호)?", "[주소]"),
        (r"[가-힣0-9]{1,10}(?:아파트|오피스텔|빌라) ?\d+동(?: ?\d+호)?", "[주소]"),
        (r"(?<![가-힣])[가-힣]{2,8}(?:초등학교|중학교|고등학교|여고|여중|대학교)(?: ?\d학년)?(?: ?\d+반)?", "[학교]"),
    )
)  # fmt: skip
_TAKEN_OUT = re.compile("|".join(sorted({re.escape(word) for _, word in _PATTERNS})))
