"""EventSub's frames as they come over the socket; every field may be missing or null.

https://dev.twitch.tv/docs/eventsub/websocket-reference/
"""

import msgspec
from msgspec import Raw, Struct

NO_EVENT = Raw(b"null")


class Metadata(Struct):
    message_id: str | None = None
    message_type: str | None = None
    subscription_type: str | None = None


class Session(Struct):
    id: str = ""
    keepalive_timeout_seconds: float | None = None
    reconnect_url: str | None = None


class Condition(Struct):
    broadcaster_user_id: str | None = None
    to_broadcaster_user_id: str | None = None


class Subscription(Struct):
    type: str | None = None
    status: str | None = None
    condition: Condition | None = None


class Payload(Struct):
    session: Session | None = None
    subscription: Subscription | None = None
    # Left undecoded until its kind is known; Raw cannot be told from null by the decoder.
    event: Raw = NO_EVENT


class Frame(Struct):
    """A frame without metadata is told by its payload; either may be null."""

    given_metadata: Metadata | None = msgspec.field(default=None, name="metadata")
    given_payload: Payload | None = msgspec.field(default=None, name="payload")

    @property
    def metadata(self) -> Metadata:
        return self.given_metadata or _NO_METADATA

    @property
    def payload(self) -> Payload:
        return self.given_payload or _NO_PAYLOAD

    @property
    def kind(self) -> str:
        """What the frame is: "notification", "session_keepalive" ..."""
        told = self.metadata.message_type
        if told is None and bytes(self.payload.event) != NO_EVENT:
            return "notification"
        return told or ""

    @property
    def about(self) -> str:
        """The subscription type it belongs to: "channel.chat.message" ..."""
        told = self.metadata.subscription_type
        if told is None and self.payload.subscription is not None:
            return self.payload.subscription.type or ""
        return told or ""


_NO_METADATA, _NO_PAYLOAD = Metadata(), Payload()


class Badge(Struct):
    set_id: str | None = None


class Picture(Struct):
    id: str | None = None


class Fragment(Struct):
    type: str | None = None
    text: str | None = None
    emote: Picture | None = None


class Message(Struct):
    text: str | None = None
    fragments: list[Fragment] | None = None


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
    message_type: str | None = None
    badges: list[Badge] | None = None
    cheer: Cheer | None = None
    reply: Parent | None = None
    channel_points_custom_reward_id: str | None = None


class CheerEvent(Struct):
    broadcaster_user_id: str
    bits: int
    is_anonymous: bool | None = None
    user_id: str | None = None
    user_name: str | None = None
    message: str | None = None


class BitsEvent(Struct):
    """channel.bits.use: cheers, power-ups, combos and what else will cost bits."""

    broadcaster_user_id: str
    bits: int
    user_id: str | None = None
    user_name: str | None = None
    message: Message | None = None


class Span(Struct):
    """An emote's place in a text: its first and last character."""

    begin: int
    end: int
    id: str


class SharedMessage(Struct):
    text: str | None = None
    emotes: list[Span] | None = None


class SubscribeEvent(Struct):
    """channel.subscribe, and channel.subscription.message with its words and months."""

    broadcaster_user_id: str
    user_id: str
    user_name: str | None = None
    is_gift: bool | None = None
    tier: str | int | None = None
    cumulative_months: int | None = None
    message: SharedMessage | None = None


class GiftEvent(Struct):
    broadcaster_user_id: str
    total: int
    tier: str | int | None = None
    is_anonymous: bool | None = None
    user_id: str | None = None
    user_name: str | None = None


class RaidEvent(Struct):
    to_broadcaster_user_id: str
    from_broadcaster_user_id: str
    viewers: int
    from_broadcaster_user_name: str | None = None


class Reward(Struct):
    title: str | None = None


class RedemptionEvent(Struct):
    id: str
    broadcaster_user_id: str
    user_id: str
    user_name: str | None = None
    user_input: str | None = None
    reward: Reward | None = None


decode = msgspec.json.Decoder(Frame).decode
