"""Character cards as others' tools write them, whole and broken, and as we write them."""

import base64
import json
import re
import tracemalloc
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from personas import portrait
from personas.cards import (
    BACKFILLED,
    CHUNKS,
    LARGEST_FILE,
    LONGEST_TEXT,
    CardData,
    in_picture,
    read,
    written,
)
from personas.macros import expanded
from personas.mes_example import LONGEST, MOST, pairs
from personas.png import LONGEST as LONGEST_UNPACKED
from personas.png import texts
from tests.personas.pictures import IDAT, IEND, IHDR, SIGNATURE, chunk, picture, text, v1, v2, v3

BODIES = ("name", "description", "personality", "scenario", "first_mes", "mes_example")
PACKED = base64.b64encode(json.dumps(v2()).encode())
PLAIN = json.dumps(v2(), ensure_ascii=False)
READABLE = {
    "V1 JSON": json.dumps(v1()).encode(),
    "V1 with a tool's own fields": json.dumps(v1(avatar="none", chat="x", talkativeness="0.5")).encode(),
    "V2 JSON": PLAIN.encode(),
    "with a byte order mark": b"\xef\xbb\xbf" + PLAIN.encode(),
    "UTF-16": PLAIN.encode("utf-16"),
    "CRLF": json.dumps(v2(), indent=2).replace("\n", "\r\n").encode(),
    "V2 picture": picture(text("chara", v2())),
    "V3 picture": picture(text("ccv3", v3())),
    "keyword in capitals": picture(text("Chara", v2())),
    "both": picture(text("chara", v2(name="다른 이")), text("ccv3", v3())),
    "both, V3 first": picture(text("ccv3", v3()), text("chara", v2(name="다른 이"))),
    "no padding": picture(chunk(b"tEXt", b"chara\0" + PACKED.rstrip(b"="))),
    "too much padding": picture(chunk(b"tEXt", b"chara\0" + PACKED + b"==")),
    "in lines": picture(chunk(b"tEXt", b"chara\0" + b"\r\n".join(re.findall(rb".{1,76}", PACKED)))),
    "URL-safe": picture(chunk(b"tEXt", b"chara\0" + PACKED.translate(bytes.maketrans(b"+/", b"-_")))),
    "a byte order mark inside": picture(
        chunk(b"tEXt", b"chara\0" + base64.b64encode(b"\xef\xbb\xbf" + PLAIN.encode()))
    ),
    "bare JSON": picture(chunk(b"tEXt", b"chara\0" + json.dumps(v2()).encode())),
    "zTXt": picture(chunk(b"zTXt", b"chara\0\0" + zlib.compress(PACKED))),
    "iTXt": picture(chunk(b"iTXt", b"chara\0\0\0ko\0\0" + PACKED)),
    "packed iTXt": picture(chunk(b"iTXt", b"chara\0\1\0\0\0" + zlib.compress(PACKED))),
    "bytes after the end": picture(text("chara", v2())) + b"trailer",
    "data without a spec": json.dumps({"data": v1()}).encode(),
    "spec_version a number": json.dumps(v2() | {"spec_version": 2.0}).encode(),
}  # fmt: skip
TORN = picture(text("chara", v2()))
BROKEN = {
    "nothing": (b"", "not readable as JSON"),
    "no card": (b'{"a": 1}', "no character card"),
    "a lorebook": (b'{"spec": "lorebook_v3", "data": {"entries": []}}', "no character card"),
    "a list": (b"[]", "no character card"),
    "not UTF-8": (b'{"name": "\xff"}', "not readable as JSON"),
    "deep": (b"[" * 100_000, "not readable as JSON"),
    "deep within": (b'{"data": {"extensions": ' + b"[" * 50 + b"]" * 50 + b"}}", "nested deeper"),
    "NaN": (b'{"name": "a", "description": NaN}', "not readable as JSON"),
    "description an object": (b'{"name": "a", "description": {}}', "'description' is of the wrong"),
    "a picture without a card": (picture(), "without a card"),
    "broken base64": (picture(chunk(b"tEXt", b"chara\0%%%")), "not base64"),
    "base64 of no JSON": (picture(chunk(b"tEXt", b"chara\0" + base64.b64encode(b"hi"))), "JSON"),
    "broken CRC": (TORN.replace(b"tEXtchara", b"tEXtchars"), "checksum"),
    "cut off": (TORN[:-8], "cut off"),
    "a length beyond the end": (SIGNATURE + IHDR + b"\xff\xff\xff\xfftEXtchara\0", "cut off"),
    "zTXt bomb": (
        picture(chunk(b"zTXt", b"chara\0\0" + zlib.compress(bytes(200 * 2**20), 9))),
        "longer than 16 MB",
    ),
    "two that are too long together": (
        picture(
            chunk(b"zTXt", b"ccv3\0\0" + zlib.compress(bytes(9 * 2**20))),
            chunk(b"iTXt", b"chara\0\1\0\0\0" + zlib.compress(bytes(9 * 2**20))),
        ),
        "longer than 16 MB",
    ),
    "zTXt cut off": (
        picture(chunk(b"zTXt", b"chara\0\0" + zlib.compress(PACKED)[:-9])),
        "packed text in the picture is cut off",
    ),
    "zTXt of rubbish": (picture(chunk(b"zTXt", b"chara\0\0rubbish")), "packed text"),
    "50 MB": (bytes(50 * 2**20), "larger than 32 MB"),
    "charx": (b"PK\x03\x04rest", "charx"),
    "JPEG": (b"\xff\xd8\xff\xe0", "JPEG"),
    "a book of 5 MB": (
        json.dumps(v2(character_book={"entries": ["가" * 2_000_000]})).encode(),
        "larger than 4 MB",
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", READABLE)
def test_a_card_is_read_however_it_was_written(shape: str) -> None:
    data = read(READABLE[shape]).data
    expected = v1(description=v1()["description"].replace("\r\n", "\n"))
    assert {name: getattr(data, name) for name in BODIES} == {n: expected[n] for n in BODIES}


@pytest.mark.parametrize("fault", BROKEN)
def test_what_cannot_be_read_says_why(fault: str) -> None:
    content, why = BROKEN[fault]
    with pytest.raises(BadInput, match=why):
        read(content)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_card_or_a_refusal(content: bytes) -> None:
    for whole in (content, SIGNATURE + IHDR + content + IEND, picture(chunk(b"tEXt", content))):
        try:
            read(whole)
        except BadInput:
            continue


def test_only_what_is_wanted_is_unpacked() -> None:
    bomb = zlib.compress(bytes(LONGEST_UNPACKED), 9)
    bombs = [chunk(b"zTXt", f"k{number}\0\0".encode() + bomb) for number in range(20)]
    content = picture(*bombs, chunk(b"zTXt", b"x\0\0rubbish"), text("chara", v2()))
    tracemalloc.start()
    try:
        assert read(content).data.name == "미나"
        assert tracemalloc.get_traced_memory()[1] < LONGEST_UNPACKED
    finally:
        tracemalloc.stop()


def test_a_broken_v3_leaves_the_v2_with_a_note() -> None:
    found = read(picture(chunk(b"tEXt", b"ccv3\0%%%"), text("chara", v2())))
    assert found.data.name == "미나"
    assert found.notes == ("its part 'ccv3' cannot be read: it is not base64",)


def test_fields_of_other_kinds_are_taken_as_meant() -> None:
    found = read(
        json.dumps(
            v2(
                personality=None,
                scenario=7,
                tags="바다, 밤",
                alternate_greetings="안녕",
                extensions=[],
            )
        ).encode()
    ).data
    assert (found.personality, found.scenario, found.tags) == ("", "7", ["바다", "밤"])
    assert (found.alternate_greetings, found.extensions) == (["안녕"], {})


def test_a_card_of_a_name_alone_is_a_card() -> None:
    found = read(b'{"spec": "chara_card_v2", "data": {"name": "A"}}').data
    assert found == CardData(name="A")


def test_unseen_letters_go_and_texts_end_somewhere() -> None:
    long = "가" * (LONGEST_TEXT + 1)
    found = read(json.dumps(v2(description=long, personality="a\0b\u202ec\ud800")).encode())
    assert (len(found.data.description), found.data.personality) == (LONGEST_TEXT, "abc")
    assert any(note.startswith("description is cut") for note in found.notes)


def test_what_is_not_ours_is_kept_and_files_are_not() -> None:
    found = read(json.dumps(v3(x_future={"a": 1})).encode())
    kept = json.loads(written(found.data, 3))["data"]
    expected = v3()["data"]
    for key in ("character_book", "extensions", "nickname", "source", "creation_date"):
        assert kept[key] == expected[key]
    assert kept["x_future"] == {"a": 1}
    assert [asset["uri"] for asset in kept["assets"]] == ["ccdefault:"]
    assert found.notes == ("2 of its pictures and other files are not kept",)


def test_a_newer_version_is_read_with_a_note() -> None:
    assert "newer than V3" in read(json.dumps(v3() | {"spec_version": "4.1"}).encode()).notes[0]


@pytest.mark.parametrize(("version", "keywords"), [(2, {"chara"}), (3, {"chara", "ccv3"})])
def test_our_pictures_are_what_the_specification_says(version: int, keywords: set[str]) -> None:
    data = read(json.dumps(v3()).encode()).data
    content = in_picture(data, version, portrait.rows("#F4A6B7"))
    found = texts(content, CHUNKS.values())
    assert set(found) == keywords
    assert content.index(IHDR[:8]) == len(SIGNATURE)
    assert content[16:24] == (400).to_bytes(4, "big") + (600).to_bytes(4, "big")
    old = json.loads(base64.b64decode(found["chara"], validate=True))
    assert (old["spec"], old["spec_version"]) == ("chara_card_v2", "2.0")
    assert "nickname" not in old["data"]
    assert (BACKFILLED in old["data"]["creator_notes"]) is (version == 3)
    assert read(content).data.name == "미나"
    if version == 3:
        new = json.loads(base64.b64decode(found["ccv3"], validate=True))
        assert (new["spec"], new["spec_version"]) == ("chara_card_v3", "3.0")
        assert new["data"]["group_only_greetings"] == []
        assert read(content).data == data


def test_a_portrait_is_of_the_persona() -> None:
    pink, blue = portrait.rows("#F4A6B7"), portrait.rows("#5B8DEF")
    assert [len(row) for row in pink] == [400 * 3] * 600
    assert pink[-1][:3] == bytes([0xF4, 0xA6, 0xB7]) != blue[-1][:3]


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("{{char}}와 {{ User }}", "미나와 시청자"),
        ("<BOT> <USER> <char>", "미나 시청자 미나"),
        ("{{random:{{char}},너}} {{pick:a,b}}", "미나 a"),
        ("{{// 메모}}가{{comment: 나}}{{hidden_key:다}}", "가"),
        ("{{roll:d6}}", "{{roll:d6}}"),
        ("{{{{{{{{{{char}}}}}}}}}}", "{{{{{{{{미나}}}}}}}}"),
    ],
)
def test_macros(raw: str, plain: str) -> None:
    assert expanded(raw, "미나") == plain


def test_example_dialogues() -> None:
    told: list[tuple[str, str]] = pairs(v1()["mes_example"], "미나", "미나")
    assert told == [
        ("답장이 안 와요", "기다리느라 애가 탔겠어요."),
        ("고백할까요?", "파도도 때를 봐요. 오늘은 안부부터 물어봐요."),
    ]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("{{char}}: 혼잣말\n{{user}}: 네?\n{{char}}: 그래요.", [("네?", "그래요.")]),
        ("<start>\r\n<USER>: 네?\r\n<BOT>: 그래요.", [("네?", "그래요.")]),
        ("You: hi\nSeraphina: {{user}}, hello", [("hi", "시청자, hello")]),
        ("{{user}}: 하나\n{{user}}: 둘\n{{char}}: 셋", [("둘", "셋")]),
        ("{{user}}: 하나\n{{char}}: *웃는다*", []),
        ("그냥 글", []),
        ("{{user}}: " + "가" * 9_999 + "\n{{char}}: 네", [("가" * LONGEST, "네")]),
    ],
)
def test_example_dialogues_of_every_shape(raw: str, found: list[Any]) -> None:
    assert pairs(raw, "Seraphina", "세라") == found


def test_examples_are_not_without_end() -> None:
    assert len(pairs("<START>\n{{user}}: a\n{{char}}: b\n" * 900, "x", "x")) == MOST


def test_a_file_just_small_enough_is_read() -> None:
    card = json.dumps(v2()).encode()
    assert read(card + b" " * (LARGEST_FILE - len(card))).data.name == "미나"
    assert IDAT in picture()
