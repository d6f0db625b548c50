"""Worries typed in pieces: does a line end unfinished, and do two belong together?"""

import re

# How long an unfinished line waits for its next piece, and all of them together.
WAIT = 2.5
LONGEST_WAIT = 10.0
FINISHED_LENGTH = 40

_UNFINISHED = re.compile(
    r"(?:근데요?|그런데요?|그래서요?|그니까|그러니까|아니|저기요?|있잖아요?|사실은?|제가|내가|저는|나는|요즘|어제|오늘|아까"
    r"|[가-힣]+(?:이|가|은|는|을|를|이랑|랑|한테|에게|하고|에서)|[가-힣 ]*때문에"
    r"|[가-힣]*(?:는데|은데|ㄴ데|인데|던데|했는데|고|구|서|니까|다가|면서|거든요?|더니|길래|려고|지만|는게|은게|면)요?)"
    r"[\s.…~,ㅠㅜㅋㅎ]*$"
    r"|[.…,]{2,}$|,$"
)
_FINISHED = re.compile(
    r"(?:[?!]|까요?|나요|가요|어요|아요|해요|예요|에요|세요|네요|죠|니다|어떡해|어떡하지|인가|는가|할까|일까|지\?|봐|줘|다)[\s.~ㅠㅜㅋㅎ!?]*$"
)


def unfinished(text: str) -> bool:
    """Whether `text` sounds as if its writer is still typing."""
    if len(text) >= FINISHED_LENGTH or _FINISHED.search(text):
        return False
    return _UNFINISHED.search(text) is not None
