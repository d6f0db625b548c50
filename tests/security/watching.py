"""A page in a real Chromium that tells of everything a text must never bring about."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page, Route

from core.pipeline.films import POSTER_HOST
from core.show.emotes import HOSTS

# Pictures that the pages' policy lets come from elsewhere.
PICTURES = {*HOSTS, POSTER_HOST}


@dataclass
class Watched:
    """`wrong` is what happened that should not have."""

    page: Page
    site: str
    wrong: list[str] = field(default_factory=list)

    async def inside(self) -> list[str]:
        """Handlers, scripts' addresses and foreign elements that stand in the page now."""
        found: list[str] = await self.page.evaluate(INSIDE)
        return [*self.wrong, *found]

    async def route(self, route: Route) -> None:
        url = route.request.url
        if url.startswith((f"{self.site}/", "data:image/", "blob:")):
            return await route.continue_()
        if urlsplit(url).hostname not in PICTURES or route.request.resource_type != "image":
            self.wrong.append(f"request: {url}")
        await route.abort()


async def watched(browser: Browser, url: str, policy: bool) -> Watched:
    """The page at `url`; without the content `policy` its own code alone keeps texts texts."""
    context = await browser.new_context(
        bypass_csp=not policy, viewport={"width": 1280, "height": 900}
    )
    page = await context.new_page()
    watched = Watched(page, "/".join(url.split("/")[:3]))
    wrong = watched.wrong

    def console(kind: str, text: str) -> None:
        # What was asked for is looked at by itself, and pictures are never there.
        if not text.startswith("Failed to load resource") and kind in ("error", "log"):
            wrong.append(f"console: {text}")

    async def dialog(shown: object) -> None:
        wrong.append("dialog")
        await shown.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", dialog)
    page.on("console", lambda line: console(line.type, line.text))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("websocket", lambda socket: wrong.extend(_foreign(socket.url, watched.site)))
    page.on("framenavigated", lambda frame: wrong.extend(_foreign(frame.url, watched.site)))
    context.on("page", lambda other: wrong.append(f"window: {other.url}"))
    await context.route("**/*", watched.route)
    await page.goto(url)
    return watched


def _foreign(url: str, site: str) -> list[str]:
    ours = urlsplit(url).netloc == urlsplit(site).netloc
    return [] if ours else [f"address: {url}"]


INSIDE = r"""() => {
  const addresses = new Set(["href", "xlink:href", "src", "srcset", "action", "formaction", "data", "poster", "background", "ping"]);
  const never = "iframe object embed base applet frameset portal form[action] script:not([src]) style [srcdoc] meta[http-equiv] foreignObject math";
  const found = window.hacked === undefined ? [] : ["hacked"];
  for (const node of document.querySelectorAll(never)) found.push(`element: ${node.tagName}`);
  for (const node of document.querySelectorAll("*")) {
    for (const { name, value } of node.attributes) {
      if (/^on/i.test(name)) found.push(`handler: ${node.tagName} ${name}`);
      const plain = value.replace(/[\u0000-\u0020\u007f-\u00a0]/g, "");
      if (addresses.has(name.toLowerCase()) && /^(javascript|vbscript|data:(?!image))/i.test(plain)) found.push(`address: ${node.tagName} ${value}`);
    }
  }
  return found;
}"""
