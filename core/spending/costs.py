"""What a channel's model costs, as `/비용` shows it."""

from collections.abc import Callable, Mapping
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from core.channels.settings import ChannelSettings
from core.errors import BadInput
from core.labels import Platform
from core.ports import Clock
from core.spending.budget import Budget, Price
from core.spending.spent import MICRO, Spent

# What is assumed before anything was measured: answers an hour, and tokens of one.
TURNS_AN_HOUR = 60.0
TOKENS_IN, TOKENS_OUT = 2_200.0, 160.0
MEASURED = 7 * 86_400.0
MOST_WON = 1_000_000


class Pace(Struct, frozen=True):
    """Answers an hour, and the mean tokens of one; 0 where nothing was measured."""

    turns: float
    tokens_in: float
    tokens_out: float


class Costs(Struct, frozen=True, kw_only=True):
    """`model` is "" where none is configured. `an_hour` is in won, at the pace measured or
    (`guessed`) assumed; `cap` and `all_cap` (of the whole installation) in won a day, `token_cap`
    in tokens. `troubles` keep the model from answering."""

    model: str
    today: Spent
    cap: int
    all_cap: int
    token_cap: int
    an_hour: float
    guessed: bool
    troubles: tuple[str, ...] = ()

    @property
    def won(self) -> float:
        """What today came to."""
        return self.today.microwon / MICRO


class Paces(Protocol):
    """How channels have been going."""

    async def pace(self, platform: Platform, channel: str, since: float) -> Pace: ...


class Till:
    """Looks up what the model costs where. Without a model nothing costs anything."""

    def __init__(
        self,
        budget: Budget,
        paces: Paces,
        clock: Clock,
        model: str = "",
        problems: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._budget = budget
        self._paces = paces
        self._clock = clock
        self._model = model
        self._problems = problems

    async def costs(self, platform: Platform, channel: str) -> Costs:
        """How a channel stands today, and what an hour costs at the pace of the last days."""
        pace = await self._paces.pace(platform, channel, self._clock() - MEASURED)
        an_hour, guessed = preview(pace, self._budget.price)
        cap = self._budget.caps.channel(platform, channel)
        return Costs(
            model=self._model,
            today=await self._budget.today(platform, channel),
            cap=cap.won,
            all_cap=self._budget.caps.all.won,
            token_cap=cap.tokens,
            an_hour=an_hour,
            guessed=guessed,
            troubles=tuple(self._problems().values()),
        )


def capped(won: int) -> Callable[[ChannelSettings], ChannelSettings]:
    """Gives a channel a cap of `won` a day. Raises BadInput, worded for the streamer."""
    if not 0 <= won <= MOST_WON:
        raise BadInput(f"하루 한도는 0원부터 {MOST_WON:,}원까지 정할 수 있어요.")
    return lambda settings: replace(settings, model_won=won)


def preview(pace: Pace, price: Price) -> tuple[float, bool]:
    """Won an hour at that pace, and whether any of it had to be assumed."""
    guessed = not (pace.turns and pace.tokens_out)
    tokens = (pace.tokens_in, pace.tokens_out) if pace.tokens_out else (TOKENS_IN, TOKENS_OUT)
    one = price.of(round(tokens[0]), round(tokens[1])).microwon / MICRO
    return one * (pace.turns or TURNS_AN_HOUR), guessed
