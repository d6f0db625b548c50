"""Text in PNG pictures: chunks read and written, their sizes bounded, their checksums checked.

Follows the PNG specification (https://www.w3.org/TR/png-3/), sections 5 and 11.3.3.
"""

import struct
import zlib
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from core.errors import BadInput

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
# Of all texts that are read, unpacked, in bytes.
LONGEST: Final = 16 * 2**20
_TEXT, _PACKED, _INTERNATIONAL, _END = b"tEXt", b"zTXt", b"iTXt", b"IEND"
_AROUND: Final = 12  # length, type and checksum
_RGB: Final = 2


def texts(png: bytes, wanted: Collection[str]) -> dict[str, bytes]:
    """The `wanted` texts of a picture under their keywords in lower case, the first where one
    stands twice.

    Raises BadInput for a picture that is cut off or damaged, or texts longer than LONGEST in all.
    """
    found: dict[str, bytes] = {}
    left = LONGEST
    for kind, body in _chunks(png):
        if kind in (_TEXT, _PACKED, _INTERNATIONAL):
            keyword, _, rest = body.partition(b"\0")
            name = keyword.decode("latin-1").strip().lower()
            if name in wanted and name not in found:
                found[name] = _text(kind, rest, left)
                left -= len(found[name])
    return found


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and content of each chunk up to the end of the picture; what follows is not read."""
    if not png.startswith(SIGNATURE):
        raise BadInput("it is no PNG picture")
    at = len(SIGNATURE)
    while at + _AROUND <= len(png):
        (length,) = struct.unpack_from(">I", png, at)
        kind, end = png[at + 4 : at + 8], at + 8 + length
        if end + 4 > len(png):
            break
        (checksum,) = struct.unpack_from(">I", png, end)
        if zlib.crc32(memoryview(png)[at + 4 : end]) != checksum:
            raise BadInput(f"the picture is damaged: wrong checksum in its part at byte {at}")
        if kind == _END:
            return
        yield kind, png[at + 8 : end]
        at = end + 4
    raise BadInput("the picture is cut off before its end")


def _text(kind: bytes, rest: bytes, most: int) -> bytes:
    """A chunk's text, without what stands before it after the keyword."""
    if kind == _PACKED:
        return _unpacked(rest[1:], most)
    if kind == _INTERNATIONAL:
        packed, rest = rest[:1] == b"\1", rest[2:]
        for _ in ("language", "translated keyword"):
            rest = rest.partition(b"\0")[2]
        if packed:
            return _unpacked(rest, most)
    if len(rest) > most:
        raise BadInput(_TOO_LONG)
    return rest


def _unpacked(packed: bytes, most: int) -> bytes:
    """What zlib packed; little more than `most` bytes are unpacked, however small it came."""
    stream = zlib.decompressobj()
    try:
        text = stream.decompress(packed, most + 1)
    except zlib.error as error:
        raise BadInput("a packed text in the picture is damaged") from error
    if len(text) > most:
        raise BadInput(_TOO_LONG)
    if not stream.eof:
        raise BadInput("a packed text in the picture is cut off")
    return text


def picture(rows: list[bytes], texts: Mapping[str, bytes]) -> bytes:
    """A PNG of `rows` of red, green and blue bytes, with `texts` by keyword before its end."""
    head = struct.pack(">IIBBBBB", len(rows[0]) // 3, len(rows), 8, _RGB, 0, 0, 0)
    # Each row begins with its filter, 0: none.
    body = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    told = [(_TEXT, keyword.encode("latin-1") + b"\0" + text) for keyword, text in texts.items()]
    parts = [(b"IHDR", head), (b"IDAT", body), *told, (_END, b"")]
    return SIGNATURE + b"".join(chunk(kind, content) for kind, content in parts)


def chunk(kind: bytes, content: bytes) -> bytes:
    """One part of a PNG."""
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


_TOO_LONG: Final = f"the texts in the picture are longer than {LONGEST // 2**20} MB"
