"""The report's English."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from adapters.report.words import DAY, HOUR, MINUTE, Tile, Words, clock, digits, in_korea
from core.gifts.gift import GiftState
from core.labels import Emotion, Platform, Situation
from core.movies.providers import JUSTWATCH
from core.reports.report import TIERS, Gifts, Skip, Tier
from core.reports.waits import BOUNDS, Wait
from core.spending.spent import Spent
from core.turns import Reason
from core.viewers.recollection import SITUATIONS

# Python's own follow the machine's language.
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


class English(Words):
    lang = "en"
    brand = "LoveLM stream report"
    unit = ""
    minute = " min"
    second = " s"

    moods = "Moods over time"
    no_moods = "No viewers talked with a persona."
    moments = "Highlights"
    no_moments = "No moments stood out."
    worries = "Common worries"
    no_worries = "No viewers shared a worry."
    films = "Films"
    no_films = "No films were recommended or saved."
    gifts = "Donations"
    no_gifts = "There were no donations."
    cost = "Cost"
    answers = "Answered messages"
    no_answers = "No messages were answered."
    waits = "Time to answer"
    no_waits = "No answers were timed."

    offsets = "Right: time since recording began."
    shown_films = "Recommended films"
    tiers = "Donations by amount"
    writers = "Who wrote the answers"
    why_answered = "Why they were answered"
    not_answered = "Not answered"
    all_answered = "None. Every message was answered."
    until_chat = "Until the answer was in chat"
    until_sound = "Until the first sound"

    def platform(self, platform: Platform) -> str:
        return PLATFORMS[platform]

    def title(self, where: str, since: float) -> str:
        return f"{where} stream report · {self.day(since)}"

    def day(self, at: float) -> str:
        """As Sun 22 Nov 2026."""
        date = in_korea(at)
        return f"{WEEKDAYS[date.weekday()]} {_date(at)} {date.year}"

    def step(self, at: float, width: float) -> str:
        if width >= DAY:
            return _date(at)
        # So long a step begins in one week, if not on one day.
        return f"{WEEKDAYS[in_korea(at).weekday()]} {clock(at)}" if width > HOUR else clock(at)

    def lasted(self, seconds: float) -> str:
        minutes = round(seconds / MINUTE)
        if minutes >= 2 * DAY // MINUTE:
            return _many(round(seconds / DAY), "day")
        hours, minutes = divmod(minutes, MINUTE)
        parts = (_many(hours, "hour") if hours else "", _many(minutes, "minute") if minutes else "")
        return " ".join(filter(None, parts)) or "less than a minute"

    def won(self, amount: float) -> str:
        return f"₩{digits(amount)}"

    def donations(self, count: int) -> str:
        return _many(count, "donation")

    def people(self, count: int) -> str:
        return _many(count, "person", "people")

    def answered(self, count: int, asked: int) -> Tile:
        return Tile("Answered", f"{count:,}", f"of {_many(asked, 'message')}")

    def waited(self, wait: Wait | None) -> Tile:
        return Tile("Time to answer", self.took(wait.median) if wait else "–", "median")

    def given(self, gifts: Gifts) -> Tile:
        return Tile("Donated", self.won(gifts.won), f"in {self.donations(gifts.donations)}")

    def recommended(self, shown: int, saved: int) -> Tile:
        note = "saved once" if saved == 1 else f"saved {saved:,} times"
        return Tile("Films recommended", f"{shown:,}", note)

    def paid(self, spent: Spent) -> Tile:
        return Tile("Cost", self.microwon(spent.microwon), _many(spent.tokens, "token"))

    def each_bar(self, width: float) -> str:
        return f"The feelings in what viewers shared. Each bar is {self.lasted(width)}."

    def feeling(self, emotion: Emotion) -> str:
        return FEELINGS[emotion]

    def worry(self, situation: Situation) -> str:
        return WORRIES.get(situation) or _label(SITUATIONS[situation][1])

    def more_people(self, count: int) -> str:
        return f"{count:,} more {'person' if count == 1 else 'people'}"

    def other_worries(self, count: int) -> str:
        return f"{self.people(count)} with other worries"

    def film(self, shown: int, saved: int) -> str:
        parts = (f"{shown:,}×" if shown else "", f"{saved:,} saved" if saved else "")
        return " · ".join(filter(None, parts))

    def more_films(self, count: int) -> str:
        return f"{count:,} more {'film' if count == 1 else 'films'}"

    def credit(self, credit: str) -> str:
        return credit.replace(JUSTWATCH, "Where to watch: JustWatch")

    def tier(self, tier: Tier) -> str:
        of = f"{self.won(tier.least)}+" if tier.least else f"Under {self.won(TIERS[1])}"
        return f"{of} · {self.won(tier.won)} total"

    def state(self, state: GiftState) -> str:
        return STATES[state]

    def in_state(self, count: int) -> str:
        return f"{count:,}"

    def also_given(self, gifts: Gifts) -> Sequence[str]:
        counts = (
            (gifts.subscriptions, "subscription"),
            (gifts.gifted, "gifted subscription"),
            (gifts.raids, "raid"),
            (gifts.redemptions, "channel point reward"),
        )
        return [_many(count, what) for count, what in counts if count]

    def tokens(self, spent: Spent) -> str:
        return (
            f"{_many(spent.tokens_in, 'token')} read · {_many(spent.tokens_out, 'token')} written"
        )

    def model(self, name: str) -> str:
        return MODELS.get(name, name)

    def reason(self, reason: Reason) -> str:
        return REASONS[reason]

    def skip(self, skip: Skip) -> str:
        return SKIPS[skip]

    def heard(self, lines: int) -> str:
        return (
            f"LoveLM heard {_many(lines, 'line')} of chat in all. What is not counted here was not "
            "meant for a persona, or had gone by before its turn came."
        )

    def bounds(self) -> Sequence[str]:
        between = [f"{one:g}–{other:g} s" for one, other in pairwise(BOUNDS)]
        return [f"Under {BOUNDS[0]:g} s", *between, f"{BOUNDS[-1]:g} s or more"]

    def within(self, wait: Wait) -> str:
        return f"Half within {self.took(wait.median)}, 95% within {self.took(wait.p95)}"

    def nobody_named(self, cost: bool) -> str:
        private = "answers, waiting times and cost" if cost else "answers and waiting times"
        return (
            "No viewer’s name or words are in this report. Private chats count only towards "
            f"{private}."
        )

    def kept_for(self, days: int) -> str:
        return (
            "All times are in Korean time (KST). Stream records are deleted after "
            f"{_many(days, 'day')}, so keep this file if you want to look back."
        )


def _many(count: int, one: str, more: str = "") -> str:
    """As 1 day, 2 days."""
    return f"{count:,} {one if count == 1 else more or f'{one}s'}"


def _date(at: float) -> str:
    date = in_korea(at)
    return f"{date.day} {MONTHS[date.month - 1]}"


def _label(noun: str) -> str:
    """What is said of one person's worry, as a name for that of many."""
    bare = noun.removeprefix("your ").removeprefix("the ")
    return bare[:1].upper() + bare[1:]


ENGLISH: Final = English()
PLATFORMS: Final = {
    Platform.TWITCH: "Twitch",
    Platform.CHZZK: "Chzzk",
    Platform.DISCORD: "Discord",
    Platform.ROOM: "LoveLM room",
}
FEELINGS: Final = {
    Emotion.JOY: "Joy",
    Emotion.LOVE: "Butterflies",
    Emotion.SADNESS: "Sadness",
    Emotion.HURT: "Hurt",
    Emotion.ANGER: "Anger",
    Emotion.ANXIETY: "Anxiety",
    Emotion.LONELY: "Loneliness",
    Emotion.TIRED: "Weariness",
    Emotion.NEUTRAL: "Calm",
}
# Where the noun alone would say too little.
WORRIES: Final = {
    Situation.READ_IGNORED: "Left on read",
    Situation.SOME: "Situationship",
    Situation.FAN_LOVE: "Favourite idol",
    Situation.CRUSH: "Having a crush",
    Situation.CONFESSION: "Confessing feelings",
    Situation.MILITARY: "Military service",
    Situation.MARRIAGE_PRESSURE: "Pressure to marry",
    Situation.DIFFERENCES: "Being too different",
    Situation.BREAKING_UP: "Breaking up",
    Situation.AFTER_BREAKUP: "After a breakup",
    Situation.FIGHT: "Fights",
    Situation.ANNIVERSARY: "Anniversaries",
    Situation.PARTNERS_PAST: "A partner’s past",
    Situation.WEDDING: "Planning a wedding",
    Situation.INTIMACY: "Physical closeness",
    Situation.FRIENDSHIP: "Friendship",
    Situation.DEBT: "Lending money",
}
REASONS: Final = {
    Reason.CRISIS: "Crisis help",
    Reason.DONATION: "Thanks for a donation",
    Reason.SUPPORT: "Thanks for a sub or raid",
    Reason.COMMAND: "Command",
    Reason.MENTION: "Persona called by name",
    Reason.FOLLOW_UP: "Follow-up",
    Reason.WORRY: "Worry shared in chat",
    Reason.WISH: "Film request",
    Reason.TALK: "Started a chat with a persona",
    Reason.STORY: "Story read aloud",
    Reason.IDLE: "Filling a quiet moment",
}
SKIPS: Final = {
    Skip.SKIPPED: "A manager skipped it",
    Skip.IGNORED: "Its viewer is ignored",
    Skip.CANCELLED: "Its viewer took it back",
    Skip.CRISIS: "Crisis help went to that viewer first, so other answers stopped",
    Skip.LATE: "The answer would have come too late",
    Skip.RESTARTED: "Its time ran out while LoveLM restarted",
    Skip.UNWATCHED: "Answers in chat were off, and no overlay was open",
    Skip.LIMITED: "The platform’s limit on chat messages was reached",
    Skip.DISCONNECTED: "The connection to the platform was lost",
    Skip.FORGOTTEN: "The viewer asked for their records to be deleted",
    Skip.REFUSED: "The platform refused it",
    Skip.UNKNOWN: "It was sent, but may not have shown up in chat",
    Skip.WAITING: "Its answer was still on the way when this report was made",
}
STATES: Final = {
    GiftState.ACKNOWLEDGED: "Thanked",
    GiftState.CHECK: "Please check that the thanks were seen",
    GiftState.RECEIVED: "Waiting for thanks",
    GiftState.OFF: "Only recorded, as your settings say",
}
MODELS: Final = {
    "embedded": "Built-in answers",
    "catalogue": "Film introductions",
    "together": "All personas together",
    "none": "Fixed messages",
}
