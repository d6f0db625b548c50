"""The floor: one typed msgspec decode of a documented frame, awaited into an empty handler."""

from msgspec import Struct, json

from adapters.twitch.frames import ChatEvent, Metadata


class _Metadata(Struct):
    message_id: str
    message_type: str
    message_timestamp: str
    subscription_type: str
    subscription_version: str


class _Transport(Struct):
    method: str
    session_id: str | None = None


class _Subscription(Struct):
    id: str
    status: str
    type: str
    version: str
    condition: dict[str, str]
    transport: _Transport
    created_at: str
    cost: int


class _Emote(Struct):
    id: str
    emote_set_id: str
    owner_id: str
    format: list[str]


class _Mention(Struct):
    user_id: str
    user_name: str
    user_login: str


class _Cheermote(Struct):
    prefix: str
    bits: int
    tier: int


class _Fragment(Struct):
    type: str
    text: str
    cheermote: _Cheermote | None = None
    emote: _Emote | None = None
    mention: _Mention | None = None


class _Message(Struct):
    text: str
    fragments: list[_Fragment]


class _Badge(Struct):
    set_id: str
    id: str
    info: str


class _Cheer(Struct):
    bits: int


class _Reply(Struct):
    parent_message_id: str
    parent_message_body: str
    parent_user_id: str
    parent_user_name: str
    parent_user_login: str
    thread_message_id: str
    thread_user_id: str
    thread_user_name: str
    thread_user_login: str


class _Chat(Struct):
    """channel.chat.message with every documented field."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    chatter_user_id: str
    chatter_user_login: str
    chatter_user_name: str
    message_id: str
    message: _Message
    message_type: str
    color: str
    badges: list[_Badge]
    cheer: _Cheer | None = None
    reply: _Reply | None = None
    channel_points_custom_reward_id: str | None = None
    channel_points_animation_id: str | None = None
    source_broadcaster_user_id: str | None = None
    source_broadcaster_user_login: str | None = None
    source_broadcaster_user_name: str | None = None
    source_message_id: str | None = None
    source_badges: list[_Badge] | None = None
    is_source_only: bool | None = None


class _Payload(Struct):
    subscription: _Subscription
    event: _Chat


class _Frame(Struct):
    metadata: _Metadata
    payload: _Payload


class _LeanPayload(Struct):
    event: ChatEvent


class _LeanFrame(Struct):
    metadata: Metadata
    payload: _LeanPayload


_decode = json.Decoder(_Frame).decode
_decode_lean = json.Decoder(_LeanFrame).decode


async def _nothing(frame: object) -> None:
    """The empty handler."""


async def floor(raw: bytes) -> None:
    """Every documented field, as a library's typed message would hold them."""
    await _nothing(_decode(raw))


async def lean_floor(raw: bytes) -> None:
    """Only the fields that LoveLM reads."""
    await _nothing(_decode_lean(raw))
