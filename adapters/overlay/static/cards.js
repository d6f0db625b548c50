// Donation alerts, grouped receipts and film cards.
import { colourOf, tint } from "./avatar.js";
import { emoteRow } from "./emotes.js";

const DONATION_MS = 6000;
const DONATION_BUSY_MS = 3000;
// From so many waiting on they come as lists.
const LISTED_FROM = 5;
const LIST_ROWS = 8;
const LIST_MS = 4000;
const RECEIPT_MS = 4000;
const FILMS_MS = 10000;
const LEAVE_MS = 320;
const POSTERS = "https://image.tmdb.org/";
const SVG = "http://www.w3.org/2000/svg";

export function make(tag, name, text) {
  const node = document.createElement(tag);
  node.className = name;
  if (text !== undefined) node.textContent = String(text ?? "");
  return node;
}

export function leave(node) {
  node.classList.add("out");
  setTimeout(() => node.remove(), LEAVE_MS);
}

function picture(address) {
  const node = make("img", "film-poster");
  node.alt = "";
  node.addEventListener("error", () => node.remove());
  node.src = address;
  return node;
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
  }

  add(event) {
    if (this.seen.has(event.id)) return;
    this.seen.add(event.id);
    if (this.seen.size > 1000) this.seen.delete(this.seen.values().next().value);
    this.waiting.push(event);
    this.#fill();
  }

  // One at a time; up to three together and shorter when some wait, two lists when many do.
  #fill() {
    while (this.waiting.length) {
      const many = this.waiting.length >= LISTED_FROM;
      if (this.shown >= (many ? 2 : this.waiting.length > 2 ? 3 : 1)) return;
      if (many) this.#list(this.waiting.splice(0, LIST_ROWS));
      else this.#show(this.waiting.shift());
    }
  }

  #show(event) {
    const card = make("article", "alert");
    card.append(heart(), this.#head(event));
    const emotes = emoteRow(event.emotes);
    if (event.text || emotes.childElementCount) {
      const text = make("p", "alert-text", event.text);
      text.append(emotes);
      card.append(text);
    }
    this.#place(card, [event], this.waiting.length > 2 ? DONATION_BUSY_MS : DONATION_MS);
  }

  #list(events) {
    const card = make("article", "alert alert-list");
    card.append(heart(), ...events.map((event) => this.#head(event)));
    this.#place(card, events, LIST_MS);
  }

  #head(event) {
    const head = make("div", "alert-head");
    head.append(make("span", "alert-donor", `${event.donor ?? "익명"}님`), make("span", "alert-amount", event.amount));
    return head;
  }

  #place(card, events, milliseconds) {
    card.channels = new Set(events.map((event) => event.channel));
    this.box.append(card);
    this.shown += 1;
    for (const event of events) this.send({ type: "donation_shown", id: event.id });
    card.timer = setTimeout(() => this.#take(card, leave), milliseconds);
  }

  #take(card, how) {
    clearTimeout(card.timer);
    this.shown -= 1;
    how(card);
    this.#fill();
  }

  // Those of one channel; without one, all.
  clear(channel) {
    this.waiting = channel ? this.waiting.filter((event) => event.channel !== channel) : [];
    for (const card of [...this.box.children]) {
      if (card.classList.contains("out")) card.remove();
      else if (!channel || card.channels.has(channel)) this.#take(card, (gone) => gone.remove());
    }
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
    if (String(film.poster ?? "").startsWith(POSTERS)) card.append(picture(film.poster));
    const body = make("div", "film-body");
    body.append(make("h2", "film-title", film.title));
    if (film.year) body.append(make("p", "film-year", film.year));
    if (film.why) body.append(make("p", "film-why", film.why));
    if (film.credit) body.append(make("p", "film-credit", film.credit));
    card.append(body);
    return card;
  }

  clear() {
    clearTimeout(this.timer);
    this.box.replaceChildren();
  }
}
