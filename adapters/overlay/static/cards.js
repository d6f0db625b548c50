// Donation alerts, grouped receipts and film cards.
import { colourOf, tint } from "./avatar.js";

const DONATION_MS = 6000;
const DONATION_BUSY_MS = 3000;
const RECEIPT_MS = 4000;
const FILMS_MS = 10000;
const LEAVE_MS = 320;
const SVG = "http://www.w3.org/2000/svg";

function make(tag, name, text) {
  const node = document.createElement(tag);
  node.className = name;
  if (text !== undefined) node.textContent = String(text ?? "");
  return node;
}

function leave(node) {
  node.classList.add("out");
  setTimeout(() => node.remove(), LEAVE_MS);
}

function heart() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 48 48");
  svg.setAttribute("class", "alert-mark");
  const shapes = [
    ["M24 43C10 34 3 26 3 17A11 11 0 0 1 24 12A11 11 0 0 1 45 17C45 26 38 34 24 43Z", "#F2869F"],
    ["M45 17C45 26 38 34 24 43C36 30 40 20 36 7A11 11 0 0 1 45 17Z", "#D96B86"],
    ["M10 18A6 6 0 0 1 16 12", "none"],
  ];
  for (const [d, fill] of shapes) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    path.setAttribute("fill", fill);
    if (fill === "none") {
      path.setAttribute("stroke", "#fff");
      path.setAttribute("stroke-width", "3.6");
      path.setAttribute("stroke-linecap", "round");
    }
    svg.append(path);
  }
  return svg;
}

export class DonationAlerts {
  constructor(box, send) {
    this.box = box;
    this.send = send;
    this.waiting = [];
    this.seen = new Set();
    this.shown = 0;
    this.timers = new Set();
  }

  add(event) {
    if (this.seen.has(event.id)) return;
    this.seen.add(event.id);
    if (this.seen.size > 1000) this.seen.delete(this.seen.values().next().value);
    this.waiting.push(event);
    this.#fill();
  }

  // One at a time; up to three together and shorter when many wait.
  #fill() {
    const places = this.waiting.length > 2 ? 3 : 1;
    while (this.waiting.length && this.shown < places) this.#show(this.waiting.shift());
  }

  #show(event) {
    const card = make("article", "alert");
    const head = make("div", "alert-head");
    head.append(make("span", "alert-donor", `${event.donor ?? "익명"}님`), make("span", "alert-amount", event.amount));
    card.append(heart(), head);
    if (event.text) card.append(make("p", "alert-text", event.text));
    this.box.append(card);
    this.shown += 1;
    this.send({ type: "donation_shown", id: event.id });
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.shown -= 1;
      leave(card);
      this.#fill();
    }, this.waiting.length > 5 ? DONATION_BUSY_MS : DONATION_MS);
    this.timers.add(timer);
  }

  clear() {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.waiting = [];
    this.shown = 0;
    this.box.replaceChildren();
  }
}

export function waitText(position, seconds) {
  const place = Number.isInteger(position) && position > 0 ? `${position}번째` : "";
  if (!Number.isFinite(seconds) || seconds <= 0) return place || "곧 답해요";
  const time = seconds < 55 ? `약 ${Math.max(10, Math.round(seconds / 10) * 10)}초` : `약 ${Math.round(seconds / 60)}분`;
  return place ? `${place} · ${time}` : time;
}

export class ReceiptToast {
  constructor(box) {
    this.box = box;
    this.rows = [];
  }

  add(event) {
    this.rows = this.rows.filter((row) => row.viewer !== event.viewer);
    this.rows.push(event);
    this.#draw();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#close(), RECEIPT_MS);
  }

  #draw() {
    let toast = this.box.firstElementChild;
    if (!toast || toast.classList.contains("out")) {
      toast = make("article", "toast");
      this.box.replaceChildren(toast);
    }
    toast.replaceChildren(make("p", "toast-title", "고민이 접수됐어요"));
    for (const row of this.rows.slice(-4)) {
      const line = make("p", "toast-row");
      line.append(make("b", "", `${row.viewer ?? "시청자"}님`), make("span", "", waitText(row.position, row.eta_s)));
      toast.append(line);
    }
    const more = this.rows.length - 4;
    if (more > 0) toast.append(make("p", "toast-more", `외 ${more}명`));
  }

  #close() {
    this.rows = [];
    for (const toast of this.box.children) leave(toast);
  }

  clear() {
    clearTimeout(this.timer);
    this.rows = [];
    this.box.replaceChildren();
  }
}

export class FilmRow {
  constructor(box) {
    this.box = box;
  }

  show(event, colour) {
    clearTimeout(this.timer);
    this.box.style.setProperty("--lv-accent", tint(colourOf(colour, "#F4A6B7")));
    const films = (Array.isArray(event.films) ? event.films : []).filter((film) => film?.title).slice(0, 4);
    this.box.replaceChildren(...films.map((film, index) => this.#card(film, index)));
    this.timer = setTimeout(() => {
      for (const card of this.box.children) leave(card);
    }, FILMS_MS);
  }

  #card(film, index) {
    const card = make("article", "film");
    card.style.setProperty("--lag", `${index * 0.12}s`);
    const body = make("div", "film-body");
    body.append(make("h2", "film-title", film.title));
    if (film.year) body.append(make("p", "film-year", film.year));
    if (film.why) body.append(make("p", "film-why", film.why));
    card.append(body);
    return card;
  }

  clear() {
    clearTimeout(this.timer);
    this.box.replaceChildren();
  }
}
