"""What the settings are called in English, for panels in that language."""

from typing import Final

from msgspec import Struct


class English(Struct, frozen=True):
    """`choices` is value → label; `unit` follows a number."""

    title: str
    help: str
    choices: dict[str, str] = {}
    unit: str = ""


# By the key of the setting.
ENGLISH: Final[dict[str, English]] = {
    "mode": English(
        "Mode",
        "When called: only commands, its name and donations are answered. Worries too: so are "
        "worries that come up in chat.",
        {"off": "Off", "called": "When called", "open": "Worries too"},
    ),
    "announcer": English(
        "Donation alerts",
        "With the alert you have, LoveLM adds one line without a sound.",
        {"channel": "The alert I have", "lovelm": "LoveLM"},
    ),
    "bare": English(
        "Commands",
        "Beside other bots it keeps clear of names that both have. `!럽 상담` always works.",
        {"all": "All", "few": "Beside other bots", "none": "Only with !럽"},
    ),
    "renamed": English("Names of commands", "For example: 상담=worry, 영화=movies"),
    "in_chat": English(
        "Answer in chat",
        "Switched off, answers are on the overlay only. Help in a crisis is always in chat.",
    ),
    "speech": English("Speak aloud", "Switched off, the overlay shows captions only."),
    "aloud": English(
        "When it speaks",
        "A corner is opened with `!corner open`. Outside one, answers are in chat only. With OBS "
        "connected, it waits while you speak.",
        {"always": "Any time", "auto": "In corners", "hand": "In corners, by hand"},
    ),
    "read_donations": English("Read messages of donations", "Messages are read aloud."),
    "read_from": English("Read from", "Messages are read from this amount on.", unit="won"),
    "approve_gifts": English(
        "Approve messages",
        "Only messages that a manager allows are shown and read. Amounts and thanks come at once. "
        "After an hour a message is not shown any more.",
    ),
    "gift_effects": English(
        "Effects of donations", "`!heart` or `!fireworks` in a message shows an effect on the overlay."
    ),
    "tier_two": English("Donations, step 2", "Thanks are bigger from here on.", unit="won"),
    "tier_three": English("Donations, step 3", "Thanks are bigger still.", unit="won"),
    "tier_four": English("Donations, step 4", "Thanks are biggest.", unit="won"),
    "ranking": English(
        "Ranking of donors",
        "`!ranking` shows today's, `!ranking month` this month's.",
    ),
    "subscriber_perk": English("Perk for subscribers", "Subscribers and VIPs may ask a little more often."),
    "idle": English(
        "Talk when it is quiet",
        "While the stream is live with its overlay, a persona starts to talk when chat is quiet.",
    ),
    "idle_after": English(
        "Quiet for",
        "That long; where nobody reacts, it becomes rarer.",
        unit="min",
    ),
    "idle_in_chat": English(
        "Then in chat, too", "Switched off, that is said on the overlay only."
    ),
    "posters": English(
        "Film posters", "Film cards show TMDB's posters, on the stream as well."
    ),
    "pet": English(
        "Pet",
        "Lives on the overlay, and presents the films that are recommended.",
        {
            "none": "None", "shiba": "Shiba", "cat": "Cat", "hamster": "Hamster",
            "penguin": "Penguin", "otter": "Otter", "rabbit": "Rabbit", "redpanda": "Red panda",
            "hedgehog": "Hedgehog", "parrot": "Parrot", "capybara": "Capybara",
            "raccoondog": "Raccoon dog",
        },
    ),
    "tone": English(
        "Tone",
        "Their own: some personas speak Korean casually. A viewer can ask for the polite form "
        "with `!polite`.",
        {"own": "Their own", "polite": "All polite"},
    ),
    "language": English(
        "Language of notices",
        "Receipts, answers to commands and the overlay's words. The counsellors follow what a "
        "viewer writes.",
        {"korean": "Korean", "english": "English"},
    ),
    "together": English(
        "All four answer",
        "Switched off, only managers may use `!together`. Switched on, everybody may, and votes with "
        "1 to 4.",
    ),
    "stories": English(
        "Take stories", "Stories told with `/story` are read only after a manager allowed them."
    ),
    "follow_up": English(
        "Ask after a week",
        "A week after a story was read, its teller is asked once, in private on Discord, how it "
        "went on. Only those who allowed it.",
    ),
    "memory": English(
        "Remember viewers",
        "Worries of viewers who allow it with `!remember` are remembered. From the age of 14, and "
        "spoken of in private only.",
    ),
    "personas": English("Personas", "All of them, unless you choose some."),
}  # fmt: skip
