"""What may be done at the desk, and by whom."""

from adapters.discord.desk import marks
from adapters.simulated import discord_shapes as shapes
from adapters.simulated.discord_people import Asker
from core.channels.settings import Level
from core.events import Viewer
from tests.servers.discord import CHANNEL
from tests.servers.discord_desk import FOREIGNER, MANAGER, MAPPED, MEMBER, OWNER, STREAM

EVERYONE, MANAGERS, STREAMER = Level.EVERYONE, Level.MANAGER, Level.STREAMER
VIEWER = Viewer("twitch:77", "두부")

# Action → the words of its id, the values chosen, and who may do it.
ATTEMPTS: dict[str, tuple[tuple[str, ...], tuple[str, ...], Level]] = {
    "set.at": ((), (marks.mark("at", STREAM),), MANAGERS),
    "set.page": (("1", "on"), (), MANAGERS),
    "set.ask": (("0", "read_from"), (), MANAGERS),
    "set.to": (("0", "mode"), ("off",), MANAGERS),
    "set.put": (("0", "read_from", "77"), (), MANAGERS),
    "set.undo": (("0", "personas", "onyu"), (), STREAMER),
    "first.to": (("mode", "called", "channel", "-"), ("open",), MANAGERS),
    "first.go": (("open", "lovelm", "all"), (), MANAGERS),
    "guild": ((), (), STREAMER),
    "guild.roles": ((), (shapes.MANAGERS,), STREAMER),
    "guild.alert": ((), (CHANNEL,), STREAMER),
    "queue": ((), (), MANAGERS),
    "queue.at": ((), (marks.mark("at", STREAM),), MANAGERS),
    "queue.skip": ((), ("test:1",), MANAGERS),
    "queue.next": ((), (), MANAGERS),
    "queue.pause": (("on",), (), MANAGERS),
    "queue.quiet": ((), (), MANAGERS),
    "queue.ignore": ((), (VIEWER.id,), MANAGERS),
    "queue.heed": (("twitch:5",), (), MANAGERS),
    "queue.ignored": (("0",), ("twitch:5",), MANAGERS),
    "corner": ((), (), MANAGERS),
    "corner.at": ((), (marks.mark("at", STREAM),), MANAGERS),
    "corner.begin": ((), ("radio",), MANAGERS),
    "corner.take": ((), (), MANAGERS),
    "corner.video": ((), (), MANAGERS),
    "corner.end": ((), (), MANAGERS),
    "gifts": ((), (), MANAGERS),
    "gifts.yes": ((), ("test:gift",), MANAGERS),
    "gifts.no": ((), ("test:gift",), MANAGERS),
    "gifts.skip": ((), (), MANAGERS),
    "slots": ((), (), MANAGERS),
    "slots.at": ((), (marks.mark("at", STREAM),), MANAGERS),
    "slot.new": (("days",), ("1",), MANAGERS),
    "slot.ask": ((), (), MANAGERS),
    "slot.put": ((), (), MANAGERS),
    "slot.drop": ((), ("00ff",), MANAGERS),
    "studio": ((), (), MANAGERS),
    "studio.at": ((), (marks.mark("at", STREAM),), MANAGERS),
    "report": ((), (), MANAGERS),
    "report.at": ((), (marks.mark("at", STREAM),), MANAGERS),
    "held": ((), (), MANAGERS),
    "held.release": ((), ("test:held",), MANAGERS),
    "held.discard": ((), ("test:kept",), MANAGERS),
    "checks": ((), (), MANAGERS),
    "checks.done": ((), ("test:gift",), MANAGERS),
    "words": (("names", "1"), (), MANAGERS),
    "words.at": ((), (marks.mark("at", STREAM),), MANAGERS),
    "words.ask": (("words",), (), MANAGERS),
    "words.put": (("words",), (), MANAGERS),
    "words.take": (("words",), ("스포",), MANAGERS),
    "words.back": (("words",), ("결말",), MANAGERS),
    "overlay": ((), (), STREAMER),
    "overlay.at": ((), (marks.mark("at", STREAM),), STREAMER),
    "overlay.sure": (("overlay",), (), STREAMER),
    "overlay.renew": (("hook",), (), STREAMER),
    "cost": ((), (), STREAMER),
    "cost.at": ((), (marks.mark("at", STREAM),), STREAMER),
    "cost.ask": ((), (), STREAMER),
    "cost.put": ((), (), STREAMER),
    "cost.set": (("3000",), (), STREAMER),
    "status": ((), (), MANAGERS),
    "link": ((), (), STREAMER),
    "link.look": (("123456", "0"), (), MANAGERS),
    "link.sure": ((), (marks.mark("at", STREAM),), STREAMER),
    "link.off": ((), (), STREAMER),
    "stories": ((), (), MANAGERS),
    "stories.at": ((), (marks.mark("at", STREAM),), MANAGERS),
    "stories.one": ((), ("00ff",), MANAGERS),
    "stories.best": ((), (), MANAGERS),
    "stories.yes": (("00ff",), (), MANAGERS),
    "stories.edit": (("00ff",), (), MANAGERS),
    "stories.put": (("00ff",), (), MANAGERS),
    "stories.why": (("00ff",), (), MANAGERS),
    "stories.refuse": (("00ff",), (), MANAGERS),
    "stories.undo": (("00ff",), (), MANAGERS),
    "stories.read": (("00ff",), (), MANAGERS),
    "alarm.seen": ((VIEWER.id,), (), MANAGERS),
    "alarm.false": ((VIEWER.id,), (), MANAGERS),
}
# Of one's own account only, or of one's own guild whatever place the id names.
OWN = {
    "account", "account.look", "account.yes", "account.no", "account.off",
    "memory", "memory.drop", "memory.sure", "memory.clear", "forget.go",
    "story", "story.at", "story.young", "story.age", "story.ask", "story.put", "story.one",
    "story.edit", "story.change", "story.sure", "story.no", "story.like", "story.gone",
}  # fmt: skip
OWN_GUILD = {"guild.roles", "guild.alert", "guild", "status", "link", "link.look"}
COMMANDS = {
    "설정": MANAGERS, "대기열": MANAGERS, "금칙어": MANAGERS, "오버레이": STREAMER,
    "비용": STREAMER, "상태": MANAGERS, "연동": STREAMER, "연결": EVERYONE, "연결해제": EVERYONE,
    "내기억": EVERYONE, "잊어줘": EVERYONE, "사연": EVERYONE, "사연함": MANAGERS,
    "코너": MANAGERS, "편성": MANAGERS, "스튜디오": MANAGERS, "리포트": MANAGERS,
}  # fmt: skip
PEOPLE = {
    "member": (MEMBER, EVERYONE),
    "mapped manager": (MAPPED, MANAGERS),
    "manages the guild": (MANAGER, MANAGERS),
    "by a role, but not here": (
        Asker("400000000000000006", "남", 0, roles=(shapes.MANAGERS,)),
        EVERYONE,
    ),
    "administrator": (Asker("400000000000000005", "관리", shapes.ADMINISTRATOR), MANAGERS),
    "owner": (OWNER, STREAMER),
    "owner of another guild": (FOREIGNER, STREAMER),
}
