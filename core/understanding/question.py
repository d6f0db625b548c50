"""Whether a line asks for something, or only tells."""

import re

_ASKS = re.compile(
    r"\?|어떡|어떻게|어케|어쩌|어쩔|어찌|할까|될까|일까|을까|나요|는지|을지|조언|방법|도와|알려|말해\s?줘|모르겠|맞나|맞는\s?(?:걸|거)|해야|궁금"
)


def asks(text: str) -> bool:
    """Whether `text` asks what to do, or whether something is so."""
    return _ASKS.search(text) is not None
