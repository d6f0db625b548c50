"""Cron expressions in Korean time."""

from datetime import datetime
from functools import lru_cache
from typing import Final

from apscheduler.triggers.cron import CronTrigger

from core.errors import BadInput
from core.korea import KOREA

DAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
LONGEST: Final = 60
LEAP_YEAR: Final = 2028


def following(cron: str, at: float) -> float | None:
    """The first time at or after `at` (Unix seconds) that `cron` names; None when none comes.

    Raises BadInput, worded for people, for what is no cron expression.
    """
    trigger = _trigger(cron)
    if trigger is None:
        return None
    try:
        # APScheduler looks for the first full second after the given time.
        found = trigger.get_next_fire_time(None, datetime.fromtimestamp(at, KOREA))
    except (OverflowError, OSError):
        raise BadInput(NO_CRON) from None
    return found.timestamp() if found is not None else None


@lru_cache(maxsize=1_000)
def _trigger(cron: str) -> CronTrigger | None:
    """None where no year has such a day: APScheduler would look for it, for a second, until the
    year 9999."""
    parts = cron.lower().split()
    if len(cron) > LONGEST or len(parts) != 5:
        raise BadInput(NO_CRON)
    minute, hour, day, month, weekday = parts
    try:
        trigger = CronTrigger(
            minute=minute, hour=hour, day=day, month=month, day_of_week=_weekdays(weekday),
            timezone=KOREA,
        )  # fmt: skip
    except ValueError:
        raise BadInput(NO_CRON) from None
    return trigger if _exists(trigger) else None


def _exists(trigger: CronTrigger) -> bool:
    """Whether any of its months has any of its days."""
    fields = {field.name: field for field in trigger.fields}
    firsts = [datetime(LEAP_YEAR, month, 1) for month in range(1, 13)]
    return any(
        fields["month"].get_next_value(first) == first.month
        and fields["day"].get_next_value(first) is not None
        for first in firsts
    )


def _weekdays(field: str) -> str:
    """`field` of a crontab, whose week begins with Sunday as 0 and ends with it as 7, by names:
    APScheduler counts from Monday. Raises ValueError."""
    if field == "*":
        return field
    days: list[str] = []
    for part in field.split(","):
        whole, _, step = part.partition("/")
        first, _, last = ("0-6" if whole == "*" else whole).partition("-")
        begins = _day(first)
        ends = _day(last) if last else (6 if step else begins)
        if ends < begins:
            raise ValueError(field)
        days += [DAYS[day % 7] for day in range(begins, ends + 1, int(step or 1))]
    return ",".join(dict.fromkeys(days))


def _day(text: str) -> int:
    if text in DAYS:
        return DAYS.index(text)
    if text.isascii() and text.isdigit() and int(text) <= 7:
        return int(text)
    raise ValueError(text)


NO_CRON = "`0 23 * * *`처럼 분 시 일 월 요일을 적어 주세요. 요일은 0이 일요일이에요."
