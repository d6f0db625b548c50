"""Blips in a real Chromium: heard, and read along word by word."""

import msgspec
from playwright.async_api import Browser

from adapters.speech.blips import played
from core.persona import Voice
from tests.e2e.showing import seen, showing

TEXT = "많이 답답하셨겠어요. 바쁜 건지 피하는 건지는 아직 아무도 몰라요!"
WATCH = """() => { window.steps = []; window.loud = 0; const look = () => {
  const line = document.querySelector(".caption span");
  const words = line.querySelectorAll("b").length, later = line.querySelectorAll(".later").length;
  const now = [line.textContent, words - later, performance.now() / 1000];
  const last = steps.at(-1);
  if (words && (!last || last[0] !== now[0] || last[1] !== now[1])) steps.push(now);
  if (document.querySelector('#figure .mouth[opacity="1"]:not(.mouth-closed)')) loud += 1;
  requestAnimationFrame(look); }; look(); }"""


async def test_words_light_up_as_they_are_sounded(browser: Browser) -> None:
    spoken = played(TEXT, Voice(200, 55, "onyu"))
    assert spoken.wav is not None
    captions = msgspec.to_builtins(spoken.captions)
    async with showing(browser) as screen:
        page = await screen.page()
        await page.evaluate(WATCH)
        telling = screen.speak(spoken.wav, spoken.duration, text=TEXT, captions=captions)
        await telling
        steps = await page.evaluate("window.steps")
        first, second = spoken.captions
        assert list(dict.fromkeys(text for text, _, _ in steps)) == [first.text, second.text]
        began = next(at for _, lit, at in steps if lit)
        for caption in spoken.captions:
            lit = {number: at - began for text, number, at in steps if text == caption.text}
            assert max(lit) == len(caption.words)
            for number, at in lit.items():
                # A machine with much to do draws late, and then several words at once.
                assert not number or at >= caption.words[number - 1] - 0.15
        assert await seen(page, "window.loud") > 0, "the mouth moves to them"
        assert [told for told in screen.wrong if not told.startswith("http")] == []
