// Grouped receipts and film cards.
import { colourOf, tint } from "./avatar.js";
import { say } from "./words.js";

const RECEIPT_MS = 4000;
const FILMS_MS = 10000;
const LEAVE_MS = 320;
const POSTERS = "https://image.tmdb.org/";

export function make(tag, name, text) {
  const node = document.createElement(tag);
  node.className = name;
  if (text !== undefined) node.textContent = String(text ?? "");
  return node;
}

export function leave(node, gone = () => node.remove()) {
  node.classList.add("out");
  setTimeout(gone, LEAVE_MS);
}

function picture(address) {
  const node = make("img", "film-poster");
  node.alt = "";
  node.addEventListener("error", () => node.remove());
  node.src = address;
  return node;
}

export function waitText(position, seconds) {
  const place = Number.isInteger(position) && position > 0 ? say("place", position) : "";
  if (!Number.isFinite(seconds) || seconds <= 0) return place || say("soon");
  const time = seconds < 55 ? say("seconds", Math.max(10, Math.round(seconds / 10) * 10)) : say("minutes", Math.round(seconds / 60));
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
    toast.replaceChildren(make("p", "toast-title", say("received")));
    for (const row of this.rows.slice(-4)) {
      const line = make("p", "toast-row");
      line.append(make("b", "", say("name", row.viewer ?? say("viewer"))), make("span", "", waitText(row.position, row.eta_s)));
      toast.append(line);
    }
    const more = this.rows.length - 4;
    if (more > 0) toast.append(make("p", "toast-more", say("more", more)));
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
  constructor(box, onOver = () => {}) {
    Object.assign(this, { box, onOver });
  }

  // `line`: what the animal says that hosts them, if one does.
  show(event, colour, line) {
    clearTimeout(this.timer);
    this.box.style.setProperty("--lv-accent", tint(colourOf(colour, "#F4A6B7")));
    const films = (Array.isArray(event.films) ? event.films : []).filter((film) => film?.title).slice(0, 4);
    this.box.replaceChildren(...films.map((film, index) => this.#card(film, index)));
    if (line && films.length) this.box.append(make("p", "pet-line", line));
    this.timer = setTimeout(() => this.#close(), FILMS_MS);
  }

  #close() {
    for (const card of this.box.children) leave(card);
    this.onOver();
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
    this.onOver();
  }
}
