"""When it is in Korea: what streamers and viewers mean by an hour, a day and a season."""

from typing import Final
from zoneinfo import ZoneInfo

KOREA: Final = ZoneInfo("Asia/Seoul")
