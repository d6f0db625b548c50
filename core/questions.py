"""Whether a sentence asks something, as people speak: recognisers leave out question marks."""

import re
from typing import Final

_BIEUP: Final = "".join(chr(0xAC00 + letter * 28 + 17) for letter in range(399))
_RIEUL: Final = "".join(chr(0xAC00 + letter * 28 + 8) for letter in range(399))
_ASKING: Final = re.compile(
    rf"(?:나요|가요(?<=[은는인한린른큰던건]가요)|[{_RIEUL}]까요?|[{_BIEUP}]니까|느냐|을까|냐|니(?<=[하있없었았했겠]니)|어때요?|어떡해요?|어떡하죠|어떡하지"
    r"|어쩌죠|어쩌지|어떨까요?|뭐(?:예요|죠|지|야)|왜(?:요|죠|지|그래요?)|맞(?:나요|죠)|될까요?)$"
)
_MARKS: Final = re.compile(r"[\s\"'”’)ㅋㅎㅠㅜ.…~!]+$")


def asks(sentence: str) -> bool:
    """True for a question mark at the end, or an ending that only questions have."""
    bare = _MARKS.sub("", sentence)
    return bare.endswith("?") or bool(_ASKING.search(bare))
