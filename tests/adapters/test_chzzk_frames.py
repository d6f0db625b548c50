"""Chzzk's frames and the addresses of its sessions."""

import contextlib
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chzzk.frames import decode_hello, decode_system, socket_event
from adapters.chzzk.socket import namespace, websocket_url
from core.errors import Disconnected
from tests.servers.chzzk_payloads import payload


def test_an_event_may_come_as_an_object_in_a_namespace_with_an_ack() -> None:
    received = socket_event('42/chat,7["CHAT",{"senderChannelId":"u"}]')
    assert (received.name, received.ack) == ("CHAT", "7")
    assert bytes(received.data) == b'{"senderChannelId":"u"}'


def test_handshake_and_system_frames_decode() -> None:
    opening = payload("handshake")["polling_open_packet"]
    hello = decode_hello(opening[1:])
    assert (hello.ping_interval, hello.ping_timeout) == (25_000, 60_000)
    kinds = [decode_system(json.dumps(system)).type for system in payload("system")]
    assert kinds == ["connected", "subscribed", "unsubscribed", "revoked"]


ADDRESS = payload("handshake")["session_url_response"]["content"]["url"]
ENDING = "EIO=3&transport=websocket"


@pytest.mark.parametrize(
    ("given", "address", "joins"),
    [
        (ADDRESS, f"wss://ssio08.example/socket.io/?auth=TOKEN&{ENDING}", ""),
        ("http://127.0.0.1:81?auth=T", f"ws://127.0.0.1:81/socket.io/?auth=T&{ENDING}", ""),
        ("wss://h?a=%2B%2F&x=1&x=2", f"wss://h/socket.io/?a=%2B/&x=1&x=2&{ENDING}", ""),
        ("https://h/?EIO=4&a=1", "wss://h/socket.io/?EIO=3&a=1&transport=websocket", ""),
        ("https://h/edge/socket.io/?a=1", f"wss://h/edge/socket.io/?a=1&{ENDING}", ""),
        ("https://h/chat?a=1", f"wss://h/socket.io/?a=1&{ENDING}", "/chat?a=1,"),
        ("https://h/chat", f"wss://h/socket.io/?{ENDING}", "/chat,"),
    ],
)
def test_a_sessions_address(given: str, address: str, joins: str) -> None:
    assert str(websocket_url(given)) == address
    assert namespace(given) == joins


@pytest.mark.parametrize("given", ["rubbish", "", "ftp://h?auth=T", "https://", "https://h:x"])
def test_no_address_is_a_session_that_cannot_be_had(given: str) -> None:
    with pytest.raises(Disconnected):
        websocket_url(given)


@given(st.text())
def test_rubbish_packets_raise_one_kind_of_error(text: str) -> None:
    with contextlib.suppress(msgspec.DecodeError):
        socket_event("42" + text)
