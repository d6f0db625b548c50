// What the last stream came to: the server's own page, in a frame, on paper or as a file.
import { byId } from "/look/element.js";
import { report } from "./api.js";
import { language, t } from "./words.js";

const PAGE = "/studio/report/page";
// Korean unless it is asked for otherwise.
const ASKED = language === "en" ? "english&" : "";

export class Report {
  constructor() {
    this.frame = byId("report-page");
    this.frame.addEventListener("load", () => this.#shown());
    byId("report-file").href = `${PAGE}?${ASKED}file`;
    byId("report-again").addEventListener("click", () => this.load());
    byId("report-print").addEventListener("click", () => this.print());
  }

  async load() {
    const none = byId("report-none");
    if (this.loading) return;
    this.loading = true;
    this.#there(false);
    none.textContent = t("report_loading");
    none.hidden = false;
    try {
      const about = await report();
      byId("report-no-cost").hidden = about.cost !== false;
      this.#go(`${PAGE}?${ASKED}${Date.now()}`);
    } catch (error) {
      none.textContent = error.message;
    } finally {
      this.loading = false;
    }
  }

  // Another one may be here now, who is shown less.
  clear() {
    this.#there(false);
    this.#go("about:blank");
  }

  // As the browser prints its own pages: on paper, or into a PDF.
  print() {
    if (this.frame.hidden) return false;
    this.frame.contentWindow.print();
    return true;
  }

  // What is replaced is no step for the Back button.
  #go(address) {
    this.frame.contentWindow.location.replace(address);
  }

  #there(on) {
    for (const id of ["report-page", "report-print", "report-file"]) byId(id).hidden = !on;
  }

  // In the studio's own colours; it scrolls with the studio, not in itself.
  #shown() {
    const page = this.frame.contentDocument?.documentElement;
    if (!page || this.frame.contentWindow.location.pathname !== PAGE) return;
    // What was there a moment ago cannot be had any more.
    if (this.frame.contentDocument.contentType !== "text/html") {
      byId("report-none").textContent = t("not_done");
      return;
    }
    page.dataset.theme = document.documentElement.dataset.theme;
    byId("report-none").hidden = true;
    this.#there(true);
    this.frame.contentWindow.addEventListener("keydown", passOn);
    this.sized?.disconnect();
    this.sized = new ResizeObserver(() => { this.frame.style.height = `${Math.ceil(page.getBoundingClientRect().height)}px`; });
    this.sized.observe(page);
  }
}

// Keys mean the same wherever somebody has clicked.
function passOn(event) {
  const { code, key, ctrlKey, metaKey, altKey, shiftKey, repeat } = event;
  const same = new KeyboardEvent("keydown", { code, key, ctrlKey, metaKey, altKey, shiftKey, repeat, bubbles: true, cancelable: true });
  if (!document.body.dispatchEvent(same)) event.preventDefault();
}
