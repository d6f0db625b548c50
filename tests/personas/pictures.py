"""Cards as others' tools write them: pictures byte by byte, in the shape PNG's specification gives."""

import base64
import json
import struct
import zlib
from typing import Any

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


IHDR = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
IDAT = chunk(b"IDAT", zlib.compress(b"\0\xff\x80\x40"))
IEND = chunk(b"IEND", b"")


def picture(*chunks: bytes) -> bytes:
    """A picture of one pixel, with `chunks` before its end."""
    return b"".join((SIGNATURE, IHDR, IDAT, *chunks, IEND))


def text(keyword: str, card: Any) -> bytes:
    """A card in a tEXt chunk as SillyTavern writes it."""
    return chunk(b"tEXt", keyword.encode() + b"\0" + base64.b64encode(json.dumps(card).encode()))


def v1(**fields: Any) -> dict[str, Any]:
    return {
        "name": "미나",
        "description": "{{char}}는 바닷가 등대를 지킨다.\r\n{{user}}의 말을 오래 듣는다.",
        "personality": "차분함",
        "scenario": "등대의 작은 방",
        "first_mes": "*등불을 켜며* 어서 오세요, {{user}}.",
        "mes_example": (
            "<START>\n{{user}}: 답장이 안 와요\n{{char}}: *고개를 끄덕이며* 기다리느라 애가 탔겠어요.\n"
            "<START>\n{{user}}: 고백할까요?\n{{char}}: 파도도 때를 봐요.\n오늘은 안부부터 물어봐요.\n"
        ),
    } | fields


def v2(**fields: Any) -> dict[str, Any]:
    """With what SillyTavern adds."""
    data = v1(
        creator_notes="메모",
        system_prompt="",
        post_history_instructions="",
        alternate_greetings=["안녕하세요."],
        tags=["바다"],
        creator="누군가",
        character_version="1.0",
        extensions={"talkativeness": "0.5", "depth_prompt": {"depth": 4, "prompt": ""}},
        character_book={"name": "책", "entries": [{"keys": ["등대"], "content": "높다"}]},
    )
    return {"spec": "chara_card_v2", "spec_version": "2.0", "data": data | fields}


def v3(**fields: Any) -> dict[str, Any]:
    """With what RisuAI adds."""
    data = v2()["data"] | {
        "nickname": "등대지기",
        "group_only_greetings": [],
        "creator_notes_multilingual": {"ko": "메모"},
        "source": ["https://example.org/card"],
        "creation_date": 1_700_000_000,
        "assets": [
            {"type": "icon", "uri": "ccdefault:", "name": "main", "ext": "png"},
            {"type": "emotion", "uri": "embeded://assets/joy.png", "name": "joy", "ext": "png"},
            {"type": "icon", "uri": "data:image/png;base64,AAAA", "name": "b", "ext": "png"},
        ],
    }
    return {"spec": "chara_card_v3", "spec_version": "3.0", "data": data | fields}
