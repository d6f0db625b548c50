"""The first hour of an evening: the streamer and the bot meet, viewers come, tell and give."""

import re

from playwright.async_api import expect

from tests.conftest import until
from tests.e2e.apart import ALERTS
from tests.e2e.conftest import visiting
from tests.e2e.evening import PATIENCE, STREAMER, Evening
from tests.servers.discord_desk import MEMBER

STORY = "3년 만난 사람이 010-1234-5678로 다시 연락했어요. 답장을 해야 할까요?"
# Who is forgotten later, with words that nobody finds afterwards.
GONE, TRACES = "숲속두부", ("숲속두부", "파란우산", "노란우산")


async def connecting(there: Evening) -> None:
    """The bot was invited into the guild; the broadcaster alone hands over the channel."""
    text = await there.owner.use("연동")
    code = "!연동 " + text.partition("!연동 ")[2][:6]
    assert "방송하는 분만" in await there.told(code, "지나가던이")
    assert "연동됐어요" in await there.told(code, STREAMER)
    assert f"트위치 {STREAMER}" in await there.owner.press("연동됐는지 보기")
    text = await there.owner.use("상태")
    for part in ("디스코드", "트위치", "치지직", "OBS"):
        assert f"✅ **{part}** 연결됐어요." in text


async def setting_up(there: Evening) -> None:
    """At Discord the beginning, in the studio what is added later."""
    assert "처음 설정" in await there.owner.use("설정")
    await there.owner.choose("다른 봇도", "아니요, 러블름만 써요")
    await there.owner.choose("모드", "고민도")
    await there.owner.choose("후원 알림", "러블름이 직접")
    assert "저장했어요" in await there.owner.press("이대로 시작")
    await there.owner.press("서버 설정")
    await there.owner.choose("위기 알림 채널", ALERTS)
    await there.open_pages()
    await there.switch("넷이 함께 답하기", "후원 순위", "기억하기")
    assert "이제 소리 내어 답해요" in await there.told("!코너 열기", STREAMER)
    await expect(there.studio.locator("#corner .chip").first).to_contain_text("열림")


async def first_viewers(there: Evening) -> None:
    """Who says hello is left alone; who has to wait is told how long, and that it is an AI."""
    before = len(there.twitch.said)
    for text in ("안녕하세요 다들", "ㅋㅋㅋㅋㅋ", "오늘 게임 뭐 해요"):
        await there.write(text, "구경꾼")
    assert "잠시 멈췄어요" in await there.told("!일시정지", STREAMER)
    assert len(there.twitch.said) == before + 1, "nobody spoke to it"
    worries = ["썸남이 연락을 줄였어요", "고백할까 말까 고민이에요", "권태기가 온 것 같아요"]
    lines = [
        await there.write(f"!상담 온유 {worry}", f"첫손님{number}")
        for number, worry in enumerate(worries)
    ]
    assert re.fullmatch(
        r"@첫손님2 접수됐어요, 3번째, 약 \d+초 \(상담사는 AI예요\)",
        await there.says("접수됐어요"),
    )
    await there.screen.shows("receipt", "첫손님0", "1번째")
    await expect(there.studio.locator(".line")).to_have_count(3)
    await there.told("!재개", STREAMER)
    for line in lines:
        assert (await there.reply(line)).startswith("[온유] ")


async def worries(there: Evening) -> None:
    """Told in chat, and aloud with captions; on each platform as it is done there."""
    answer = await there.told("!상담 온유 파란우산 쓰던 남친이 3일째 답이 없어요", GONE)
    assert answer.startswith("[온유] ")
    spoken = await there.screen.shows("speech", "온유|", f"|{GONE}")
    assert spoken.rpartition("|")[2], "a caption"
    await expect(there.screen.page.locator("#badge")).to_have_text("AI")
    assert "14세" in await there.told("!기억해", GONE)
    assert "기억 켜짐" in await there.told("!기억해 네", GONE)
    # Uncalled, since the channel is open to worries.
    await there.told("썸남이 갑자기 연락을 줄였는데 제가 뭘 잘못했을까요?", "여름귤")
    await there.screen.shows("speech", "여름귤")
    await there.chzzk.chat("여친이 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?", "1" * 32)
    (line,) = await there.chzzk.heard(1, PATIENCE)
    assert line.startswith("[🤖")
    asked = await there.discord.slash("상담", MEMBER, 고민="썸남한테 고백할까 말까 고민이에요")
    await until(lambda: asked.answer is not None, PATIENCE)
    assert asked.answer is not None
    assert asked.answer.ephemeral
    async with visiting(there.app, "옆집") as guest:
        await guest.say("!상담 라온 소개팅 나가기가 무서워요")
        assert (await guest.until("receipt", PATIENCE))["position"] == 1
        assert (await guest.until("reply", PATIENCE))["persona"] == "raon"


async def together(there: Evening) -> None:
    """Four answers and a vote; the teller has the last word."""
    answer = await there.told("!넷다 장거리 연애를 계속해야 할지 모르겠어요", "가을밤")
    names = re.findall(r"[1-4] (\S+):", answer)
    assert len(set(names)) == 4
    assert answer.startswith("[다같이] ")
    for name in names:
        await there.screen.shows("speech", f"{name}|", "가을밤")
    for voter in ("여름귤", "첫손님0", "첫손님1"):
        await there.write("2", voter)
    await there.write("1번!", "첫손님2")
    await there.screen.shows("poll", f"1{names[0]}1", f"2{names[1]}3")
    there.clock.skip(1.3)
    assert f"{names[1]} 3" in await there.says("투표 끝!")
    await there.write("1", "가을밤")
    assert names[0] in await there.says("이야기한 분은", "골랐어요")


async def a_film(there: Evening) -> None:
    answer = await there.told("!영화 비 오는 날 울고 싶을 때", "여름귤")
    titles = re.findall("〈(.+?)〉", answer)
    assert titles
    for title in titles:
        await there.screen.shows("film", title)
    assert "찜" in await there.told(f"!찜 {titles[0]}", "여름귤")


async def donations(there: Evening) -> None:
    """Each thanked once, by name and amount; words where they may be shown."""
    await there.cheer(100, "노란우산도 힘내요", GONE)
    await there.says(GONE, "100비트")
    await there.screen.shows("alert", GONE, "100비트", "노란우산도 힘내요")
    await there.enter("옆집도네", 60_000)
    await there.says("옆집도네", "60,000원")
    await there.screen.shows("alert", "옆집도네", "60,000원")
    # From now on somebody looks at words first.
    await there.switch("후원 글 확인")
    await there.cheer(3_000, "고백했다가 차였는데 친구로 지낼 수 있을까요?", "큰손")
    await there.says("큰손", "3,000비트")
    assert "고백" not in await there.screen.shows("alert", "큰손", "3,000비트")
    said = len(there.lines())
    await there.studio.get_by_role("button", name="큰손님 글 보이기").click()
    await until(lambda: len(there.lines()) > said, PATIENCE)
    for donor, amount in ((GONE, "100비트"), ("옆집도네", "60,000원"), ("큰손", "3,000비트")):
        assert len(there.lines(donor, amount)) == 1
    ranking = await there.told("!후원순위", "여름귤")
    assert ranking.startswith("오늘의 후원: 1위 옆집도네님 60,000원 · 2위 큰손님 42,000원")


async def a_story(there: Evening) -> None:
    """Warned, confirmed, allowed in the studio, read under another name, reacted to, liked."""
    assert "여긴 다 보여요" in await there.told("!사연", "구경꾼")
    assert "`!사연 확인`" in await there.told(f"!사연 {STORY}", "구경꾼")
    named = re.match("‘(.+?)’", await there.told("!사연 확인", "구경꾼"))
    assert named
    pseudonym, page = named[1], there.studio
    await there.look("stories")
    await expect(page.locator("mark")).to_contain_text("[전화번호]", timeout=20_000)
    await page.get_by_role("button", name="승인", exact=True).click()
    await page.get_by_role("button", name="지금 읽기").click()
    await there.look("queue")
    await there.screen.shows("speech", pseudonym)
    assert "1234" not in await there.screen.shows("speech", "다시 연락했어요")
    answer = await there.says("[다같이]", "4 ")
    await there.says(f"‘{pseudonym}’님, 이야기 나눠 주셔서 고마워요")
    assert "마음이 1개" in await there.told("!좋아", "여름귤")
    for name in re.findall(r"[1-4] (\S+):", answer):
        await there.screen.shows("speech", f"{name}|{pseudonym}")
    await there.screen.shows("poll", "0")
    there.clock.skip(1.3)
    await there.says("투표가 끝났어요")
    assert "구경꾼" not in " ".join(await there.screen.seen())


FIRST = (connecting, setting_up, first_viewers, worries, together, a_film, donations, a_story)
