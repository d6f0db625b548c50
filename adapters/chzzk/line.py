"""What a line of ours looks like in Chzzk's chat, where it stands under the streamer's name."""

from core.safety.outbound import fit

# Chzzk does not say whether an emoji counts as one character or, as in Java, as two: lines
# are kept within the limit either way.
LONGEST = 100
NAME_LONGEST = 20
# Less of a nickname tells nobody that it is theirs.
NAME_SHORTEST = 2
# INVISIBLE PLUS: shown by nothing, typed by nobody, and removed from what personas write.
MARK = "\u2064"


def tagged(speaker: str, text: str) -> str:
    """`[🤖speaker] text`, marked, on one line, cut at a sentence's end to what Chzzk takes."""
    text = " ".join(text.split())
    head = f"[🤖{speaker[:NAME_LONGEST]}]{MARK} "
    room = limit = LONGEST - width(head)
    while width(fitted := fit(text, limit)) > room:
        limit -= 1
    return head + fitted


def whole(name: str, text: str) -> str:
    """A crisis answer, which is never cut: in the fullest dress that still fits, or bare."""
    dresses = (f"[🤖{name[:NAME_LONGEST]}]{MARK} {text}", f"[🤖]{MARK} {text}", f"{text}{MARK}")
    for dressed in dresses:
        if width(dressed) <= LONGEST:
            return dressed
    return fit(text, LONGEST)


def told(name: str, text: str, viewer: str = "") -> str:
    """A line of the service, to `viewer` or (without a name) to all. It is not cut as long as it
    fits without anything else: whom it is for gives way first, then what we are called."""
    text, viewer = " ".join(text.split()), " ".join(viewer.split())
    head = f"[🤖{name[:NAME_LONGEST]}]{MARK} "
    for dressed in (f"{head}{_mention(viewer, head, text)}{text}", f"[🤖]{MARK} {text}"):
        if width(dressed) <= LONGEST:
            return dressed
    return tagged(name, text)


def _mention(viewer: str, head: str, text: str) -> str:
    """As much of "@viewer " as there is room for."""
    room = LONGEST - width(f"{head}@ {text}")
    if not viewer or width(viewer) <= room:
        return f"@{viewer} " if viewer else ""
    while viewer and width(viewer) > room - 1:
        viewer = viewer[:-1]
    return f"@{viewer}… " if len(viewer) >= NAME_SHORTEST else ""


def width(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) + sum(letter > "\uffff" for letter in text)
