"""EventSub's frames as they come over the socket; every field may be missing or null.

https://dev.twitch.tv/docs/eventsub/websocket-reference/
"""

import msgspec
from msgspec import Raw, Struct

NO_EVENT = Raw(b"null")


class Metadata(Struct):
    message_id: str = ""
    message_type: str = ""
    message_timestamp: str = ""
    subscription_type: str = ""


class Session(Struct):
    id: str = ""
    keepalive_timeout_seconds: int | None = None
    reconnect_url: str | None = None


class Subscription(Struct):
    type: str = ""
    status: str = ""


class Payload(Struct):
    session: Session | None = None
    subscription: Subscription | None = None
    # Left undecoded until its kind is known; Raw cannot be told from null by the decoder.
    event: Raw = NO_EVENT


class Frame(Struct):
    metadata: Metadata = msgspec.field(default_factory=Metadata)
    payload: Payload = msgspec.field(default_factory=Payload)


class Badge(Struct):
    set_id: str | None = None


class Message(Struct):
    text: str | None = None


class Cheer(Struct):
    bits: int | None = None


class Parent(Struct):
    parent_user_id: str | None = None


class ChatEvent(Struct):
    broadcaster_user_id: str
    chatter_user_id: str
    message_id: str
    message: Message
    chatter_user_login: str | None = None
    chatter_user_name: str | None = None
    source_broadcaster_user_id: str | None = None
    badges: list[Badge] | None = None
    cheer: Cheer | None = None
    reply: Parent | None = None


class CheerEvent(Struct):
    broadcaster_user_id: str
    bits: int
    is_anonymous: bool | None = None
    user_id: str | None = None
    user_name: str | None = None
    message: str | None = None


class SubscribeEvent(Struct):
    """channel.subscribe, and channel.subscription.message with its words and months."""

    broadcaster_user_id: str
    user_id: str
    user_name: str | None = None
    is_gift: bool | None = None
    cumulative_months: int | None = None
    message: Message | None = None


class GiftEvent(Struct):
    broadcaster_user_id: str
    total: int
    is_anonymous: bool | None = None
    user_id: str | None = None
    user_name: str | None = None


class RaidEvent(Struct):
    to_broadcaster_user_id: str
    from_broadcaster_user_id: str
    viewers: int
    from_broadcaster_user_name: str | None = None


decode = msgspec.json.Decoder(Frame).decode
