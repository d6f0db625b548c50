// Who waits, best first as the server orders them; one of them is chosen for the keyboard.
import { byId, make, textOf } from "/look/element.js";
import { act } from "./deeds.js";
import { age, now, span } from "./clock.js";
import { button, hue } from "./pieces.js";
import { rows } from "./rows.js";
import { announce } from "./toasts.js";
import { has, language, t } from "./words.js";

const MOST = 60;
// After the chosen line went by itself, a key meant for it must not hit the one that took its place.
const CARE_MS = 700;
const ENGLISH = {
  고민: "Worry", 명령: "Command", 부름: "Called", 후원: "Gift", 응원: "Support", 사연: "Story",
  영화: "Film", 이어서: "Goes on", 대화: "Talk", 위기: "Crisis",
};
const TONES = { 고민: "love", 후원: "gold", 응원: "gold", 사연: "calm", 영화: "calm", 부름: "violet", 이어서: "violet" };

const nameOf = (line) => textOf(line.viewer?.name);

// Only the facts, where this page is older than what it is told.
function reasonOf({ what, fact }) {
  return has(`why_${what}`) ? t(`why_${what}`, { fact: textOf(fact) }) : textOf(fact);
}

export class Queue {
  constructor() {
    this.list = byId("queue");
    this.lines = [];
    this.chosen = null;
    this.care = 0;
    this.list.addEventListener("focusin", (event) => {
      const row = event.target.closest("li");
      if (row) this.#choose(row.dataset.id);
    });
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("li");
      if (row) this.#choose(row.dataset.id);
    });
  }

  show(lines) {
    const before = this.lines.findIndex((line) => String(line.id) === this.chosen);
    const held = this.list.contains(document.activeElement);
    this.lines = lines.slice(0, MOST);
    if (this.chosen !== null && !this.lines.some((line) => String(line.id) === this.chosen)) {
      const next = this.lines[Math.min(before, this.lines.length - 1)];
      this.chosen = next ? String(next.id) : null;
      this.care = Date.now() + CARE_MS;
    }
    rows(this.list, this.lines, { make: (line) => this.#row(line), update: (row, line) => this.#update(row, line) });
    this.#mark();
    if (held && !this.list.contains(document.activeElement)) this.#focus();
    byId("queue-count").textContent = t("queue_count", { n: lines.length });
    byId("queue-empty").hidden = lines.length > 0;
    byId("queue-more").hidden = lines.length <= MOST;
    byId("queue-more").textContent = t("queue_more", { n: lines.length - MOST });
    announce(t("queue_waiting", { n: lines.length }));
  }

  // By the keyboard: the next (1) or the one before (-1).
  move(by) {
    if (!this.lines.length) return;
    const at = this.lines.findIndex((line) => String(line.id) === this.chosen);
    const to = at < 0 ? (by > 0 ? 0 : this.lines.length - 1) : Math.max(0, Math.min(this.lines.length - 1, at + by));
    this.#choose(String(this.lines[to].id));
    this.#focus();
  }

  // By the keyboard: a key of DEEDS, to the line that is chosen.
  do(what) {
    if (Date.now() < this.care) return;
    const line = this.lines.find((one) => String(one.id) === this.chosen);
    if (line) this.#act(what, line);
  }

  async #act(what, line) {
    const row = this.#node(line.id);
    if (row?.dataset.leaving) return;
    row?.setAttribute("data-leaving", what);
    const done = await DEEDS[what](line, nameOf(line));
    // What was done shows in the next state; until then the line stands back.
    if (!done) row?.removeAttribute("data-leaving");
    else setTimeout(() => row?.removeAttribute("data-leaving"), 3000);
  }

  #row(line) {
    const row = make("li", "line");
    const who = make("span", "line-name");
    who.style.setProperty("--hue", hue(line.viewer?.id ?? ""));
    const head = make("div", "line-head");
    head.append(make("span", "line-place"), who, make("span", "chip kind"), make("span", "chip promised", t("promised")), make("span", "line-since"));
    const foot = make("div", "line-foot");
    const score = make("span", "score");
    score.setAttribute("role", "img");
    score.append(make("span", "score-bar"));
    const deeds = make("div", "line-deeds");
    for (const what of Object.keys(DEEDS)) {
      deeds.append(button(t(what), () => this.#act(what, this.lines.find((one) => String(one.id) === row.dataset.id) ?? line), { name: `small do-${what}` }));
    }
    foot.append(score, make("span", "reasons"), deeds);
    row.append(head, make("p", "line-text"), foot);
    return row;
  }

  #update(row, line) {
    const name = nameOf(line);
    const kind = textOf(line.kind);
    const part = (query) => row.querySelector(query);
    const label = `${name}: ${textOf(line.text) || t("in_private")}`;
    if (row.getAttribute("aria-label") !== label) row.setAttribute("aria-label", label);
    part(".line-place").textContent = this.lines.indexOf(line) + 1;
    part(".line-name").textContent = name;
    const text = part(".line-text");
    text.textContent = textOf(line.text) || t("in_private");
    text.classList.toggle("private", !textOf(line.text));
    const chip = part(".kind");
    chip.textContent = language === "en" ? ENGLISH[kind] ?? kind : kind;
    chip.dataset.tone = Object.hasOwn(TONES, kind) ? TONES[kind] : "";
    chip.hidden = !kind;
    part(".promised").hidden = !line.promised;
    if (Number.isFinite(line.since)) age(part(".line-since"), () => t("waits", { time: span(now() - line.since) }));
    const score = Math.round(Math.max(0, Math.min(1, Number(line.score) || 0)) * 100);
    part(".score").setAttribute("aria-label", t("score", { n: score }));
    part(".score").dataset.n = score;
    part(".score-bar").style.setProperty("--score", `${score}%`);
    const reasons = (Array.isArray(line.reasons) ? line.reasons : []).filter((why) => textOf(why?.what)).map(reasonOf);
    part(".reasons").textContent = reasons.filter(Boolean).join(" · ");
    for (const what of Object.keys(DEEDS)) part(`.do-${what}`).setAttribute("aria-label", t(`${what}_of`, { name }));
  }

  #choose(id) {
    if (this.chosen === id) return;
    this.chosen = id;
    this.care = 0;
    this.#mark();
  }

  #mark() {
    const first = this.chosen ?? (this.lines.length ? String(this.lines[0].id) : null);
    for (const row of this.list.children) {
      const on = row.dataset.id === this.chosen;
      row.toggleAttribute("data-chosen", on);
      // A phone shows the deeds of one line only.
      row.toggleAttribute("data-open", row.dataset.id === first);
      // One stop for the Tab key, then the chosen line's own buttons.
      row.tabIndex = row.dataset.id === first ? 0 : -1;
      for (const one of row.querySelectorAll("button")) one.tabIndex = on ? 0 : -1;
    }
  }

  #node(id) {
    return [...this.list.children].find((row) => row.dataset.id === String(id)) ?? null;
  }

  #focus() {
    const row = this.#node(this.chosen);
    if (!row) {
      this.list.focus({ preventScroll: true });
      return;
    }
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
}

const DEEDS = {
  answer: (line, name) => act({ do: "answer_now", id: line.id }, t("done_answer", { name })),
  skip: (line, name) => act({ do: "skip", id: line.id }, t("done_skip", { name })),
  ignore: (line, name) => act({ do: "ignore", id: line.viewer?.id, on: true, name }, t("done_ignore", { name })),
};
