"""What hears and speaks: the same for streams' chats and for the room."""

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

from bots.app import Work, listening
from bots.roles.ground import Ground
from bots.roles.lanes import Desk, hear_hooks, managed, ring_alarms
from bots.roles.share import Share
from bots.roles.stories import Stories, lead, stories
from core.channels.channel import Channel
from core.commands.typed import Services
from core.corners.lines import Lines
from core.corners.runner import Runner
from core.delivery.handover import Handover
from core.delivery.mouth import Mouth
from core.delivery.outbox import Outbox
from core.delivery.promises import Promises
from core.delivery.recovery import EVERY, Recovery
from core.delivery.saying import said_at_once
from core.delivery.unanswered import Unanswered
from core.dispatcher import Dispatcher
from core.english.notices import in_language
from core.errands import Errands
from core.errors import TopicError
from core.events import Event, Viewer
from core.gifts.donations import Donations
from core.gifts.wishes import Wishes, aliases
from core.labels import Platform
from core.listener import Listener
from core.polls import Polls
from core.ports import Adapter, Memory
from core.replies import Notice, Receipt, Reply
from core.reports.mark import left_out
from core.safety.alarms import Alarm, Alarms
from core.show.stage import HEARD, Heard, Stage
from core.stories.story import WEB
from core.viewers.privacy import Privacy
from scheduler.cron import following
from storage.chat_log import SqlChatLog
from storage.donations import SqlDonations
from storage.idle import SqlAired

# Seconds between looks for what a process left, where there is no other that may die.
SELDOM = 60.0


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored of what is heard."""

    chat_log: SqlChatLog
    donations: Donations
    privacy: Privacy
    stories: Stories


def keep(ground: Ground) -> Kept:
    chat_log = SqlChatLog(ground.database)
    donations = Donations(
        SqlDonations(ground.database, ground.clock), ground.channels, ground.turns,
        ground.bus.turns, ground.brain.words, Wishes(aliases(ground.brain.personas.values())),
        ground.clock, ground.meter,
    )  # fmt: skip
    privacy = ground.known.privacy(ground.brain, ground.channels, donations, ground.turns, chat_log)
    return Kept(chat_log, donations, privacy, stories(ground))


@dataclass(frozen=True, slots=True)
class Talk:
    """The parts that others hang on, and what is to be run; `tell` says a line of the service's
    own, `heard` is told of answers that were spoken."""

    listener: Listener
    alarms: Alarms
    errands: Errands
    recovery: Recovery
    tell: Callable[[Receipt | Notice], object]
    corners: Runner
    unanswered: Unanswered
    heard: Callable[[Heard], object]
    work: list[Work]


def talk(
    ground: Ground,
    kept: Kept,
    adapters: Mapping[str, Adapter],
    memories: Mapping[str, Memory],
    stage: Stage,
    desk: Desk | None,
    share: Share | None,
    stack: AsyncExitStack,
) -> Talk:
    """Whatever hears on `adapters`, waits there, and says answers; `stage` are the overlays,
    `share` the channels that are this process's, None when all are."""
    brain, bus, clock, meter = ground.brain, ground.bus, ground.clock, ground.meter
    people, channels, donations = ground.known.people, ground.channels, kept.donations
    errands = Errands(meter)
    unanswered = Unanswered(ground.turns, donations.approval, errands.put)
    services = Services(
        personas=brain.personas,
        corner=brain.corner,
        guide=f"{public}/help" if (public := ground.settings.public_url.rstrip("/")) else "",
        channels=channels,
        linking=ground.linking,
        donations=donations,
        privacy=kept.privacy,
        stories=kept.stories.box,
        marks=ground.known.marks,
        unanswered=unanswered,
    )

    async def say_now(reply: Reply) -> None:
        await said_at_once(adapters[reply.platform], reply)

    async def tell(line: Receipt | Notice) -> None:
        if share is not None and not share.serves(channels.home(line.platform, line.channel)):
            return
        line = in_language(line, channels.settings(line.platform, line.channel).language)
        if isinstance(line, Notice):
            return await adapters[line.platform].notify(line)
        stage.promise(line)
        await adapters[line.platform].receipt(line)

    async def ring(alarm: Alarm) -> None:
        """Somebody in this process or in another tells the managers, if there is a Discord."""
        channels.of(alarm.platform, alarm.channel).alarmed(alarm)
        if share is None:
            return await desk.alarm(alarm) if desk is not None else None
        if not managed(ground.linking, alarm):
            return None
        try:
            await bus.alarms.put(alarm)
        except TopicError:  # Redis is away: managers may be reached from here
            if desk is None:
                raise
            await desk.alarm(alarm)

    crisis: Outbox[Reply] = Outbox(say_now, meter)
    lines: Outbox[Receipt | Notice] = Outbox(tell, meter)
    alarms = Alarms(ring, clock)
    listener = Listener(
        brain.triager, brain.aftercare, people, services, kept.chat_log, clock,
        crisis.put, lines.put, meter,
    )  # fmt: skip
    polls = Polls(channels, people, clock, lines.put, stage.show)
    dispatcher = Dispatcher(
        listener, channels, brain.triager, brain.words, brain.understander, ground.turns,
        bus.turns, kept.chat_log, clock, meter,
    )  # fmt: skip

    def aloud(platform: Platform, channel: str) -> bool:
        """Whether an answer is heard there."""
        return channels.settings(platform, channel).speaks and stage.watched(platform, channel)

    held = kept.stories.box.aid.holds
    promises = Promises(channels, ground.turns, held, lines.put)
    mouth = Mouth(
        ground.turns, donations, bus.replies, adapters, memories, channels, held, aloud, clock,
        meter,
    )  # fmt: skip

    def ours(home: str) -> bool:
        return share is None or home in share

    def hear(event: Event) -> bool:
        """What another process hears as well is its to answer."""
        assert share is not None
        if not share.serves(channels.home(event.platform, event.channel)):
            return True
        return listener.hear(event)

    every = SELDOM if bus.alone else EVERY
    recovery = Recovery(
        ground.turns, donations, mouth, bus.turns, bus.replies, channels, clock, ours, meter, every
    )

    def rest(channel: Channel) -> None:
        stage.rest(channel)
        if channel.quiet:
            polls.hush(channel)
        if not channel.resting:
            recovery.gained()
        said = dict(channel.unstored)
        errands.put(lambda: channels.keep_rest(channel, said))

    def silence(viewer: str) -> None:
        for account in people.accounts(viewer):
            stage.silence(account)
            polls.silence(account)
            donations.hide({account})

    corners = Runner(
        channels, ground.turns, bus.turns, SqlAired(ground.database), Lines(brain.personas),
        following, adapters, clock,
    )  # fmt: skip
    corners.watched, corners.show, corners.give_way = stage.watched, stage.show, stage.give_way
    corners.ours, corners.tell, corners.silence = ours, lines.put, stage.silence

    def said(reply: Reply) -> None:
        polls.said(reply)
        corners.said(reply)
        if reply.asked:
            channels.answered(reply.platform, reply.channel, reply.viewer.id, clock())

    def heard(about: Heard) -> None:
        channels.answered(about.platform, about.channel, about.viewer, clock())

    def alarm(platform: Platform, channel: str, viewer: Viewer, kind: str) -> None:
        if not viewer.id.startswith(WEB):  # else anybody could keep them quiet
            corners.disclosed(platform, channel)
        alarms.disclosure(platform, channel, viewer, kind)
        errands.put(partial(kept.stories.box.look_again, viewer.id))
        gone = left_out(platform, channel, viewer.id, clock())
        errands.put(partial(ground.known.marks.add, gone))

    lead(kept.stories, alarm, silence, lines.put, stage.watched, ours)
    corners.stories = kept.stories.airing
    mouth.ours = dispatcher.ours = ours
    mouth.said, listener.heard = said, corners.heard
    mouth.late = recovery.late = promises.broken
    listener.rest, listener.silence, listener.vote = rest, silence, polls.vote
    listener.record, listener.errand = donations.record, errands.put
    listener.calm, listener.alarm, listener.video_began = stage.calm, alarm, stage.video_began
    donations.recorded, donations.alert = listener.recorded, stage.alert
    donations.rankings.held = donations.approval.held = held
    people.moved, dispatcher.meant = brain.aftercare.carry, brain.meant
    kept.privacy.forgetting.live += (
        polls.forget, mouth.forget, kept.stories.airing.forget, kept.stories.box.drafts.forget,
        channels.forget_alarms,
    )  # fmt: skip
    meter.expect(adapters)
    for name, adapter in adapters.items():
        adapter.lost = partial(meter.lost, Platform(name))
    for flush in (errands.flush, kept.chat_log.close, donations.flush, promises.keep):
        stack.push_async_callback(flush)
    work: list[Work] = [
        recovery.run,
        crisis.run,
        lines.run,
        errands.run,
        alarms.run,
        dispatcher.run,
        lambda: mouth.run(share),
        polls.run,
        kept.stories.airing.run,
        donations.run,
        # By itself a process pays nothing for that: it is before everything else.
        *(listening(one, listener.hear if share is None else hear) for one in adapters.values()),
    ]
    if share is not None:
        share.gained = recovery.gained
        share.leave = Handover(
            channels, donations, ground.turns, unanswered, bus.newsroom, share.serves, lines.put,
            errands.put,
        ).leave  # fmt: skip
        work += [
            lambda: hear_hooks(bus, share, listener, donations),
            lambda: ring_alarms(bus, share, desk),
        ]
    bus.newsroom.on(HEARD, Heard, heard)
    return Talk(listener, alarms, errands, recovery, lines.put, corners, unanswered, heard, work)
