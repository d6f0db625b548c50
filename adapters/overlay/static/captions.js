// Which caption belongs to which second, and fitting it into its card.
import { move } from "./view.js";

const STEPS = ["", "fit-1", "fit-2", "fit-3"];

function seconds(value) {
  return Number.isFinite(value) && value >= 0 ? value : null;
}

function sentences(text) {
  const parts = text.match(/[^.!?。…\n]+[.!?。…]*["'”’)]*\s*/gu) ?? [text];
  return parts.map((part) => part.trim()).filter(Boolean);
}

// When each word is said, where the voice tells that of every one.
function begins(given, text) {
  const times = Array.isArray(given) ? given.map(seconds) : [];
  return times.length === text.split(/\s+/).length && !times.includes(null) ? times : [];
}

// Captions as given; without usable ones the text is spread over the duration.
export function timed(given, text, duration) {
  const rows = [];
  for (const row of Array.isArray(given) ? given : []) {
    const start = seconds(row?.start);
    const end = seconds(row?.end);
    const words = String(row?.text ?? "").trim();
    if (start !== null && end !== null && end > start && words) {
      rows.push({ text: words, start, end, begins: begins(row.words, words) });
    }
  }
  if (rows.length) return rows.sort((a, b) => a.start - b.start);
  const parts = sentences(String(text ?? ""));
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  let at = 0;
  return parts.map((part) => {
    const start = at;
    at += (part.length / total) * duration;
    return { text: part, start, end: at };
  });
}

// A caption stays until the next begins, so that the card never blinks empty.
export function captionAt(rows, t) {
  let found = rows[0] ?? null;
  for (const row of rows) {
    if (row.start > t) break;
    found = row;
  }
  return found;
}

export function spokenAt(rows, t) {
  return rows.some((row) => t >= row.start && t < row.end);
}

export class CaptionCard {
  constructor(card, line) {
    this.card = card;
    this.line = line;
    this.shown = null;
    this.begins = [];
    this.words = [];
  }

  // Whether another line came after one before.
  show({ text, begins = [] }) {
    if (text === this.shown) return false;
    const after = this.shown !== null;
    this.shown = text;
    this.#fill(text, begins);
    this.card.classList.remove(...STEPS.slice(1));
    for (const step of STEPS.slice(1)) {
      if (!this.#overflows()) break;
      this.card.classList.remove(...STEPS.slice(1));
      this.card.classList.add(step);
    }
    move(this.line, [{ opacity: 0, transform: "translateY(.5rem)" }, {}], { duration: 220, easing: "ease-out" });
    return after;
  }

  // Words that are still to come are fainter, so that nothing moves while one reads along.
  #fill(text, begins) {
    this.begins = begins;
    this.words = [];
    if (!begins.length) {
      this.line.textContent = text;
      return;
    }
    this.words = text.split(/\s+/).map((word) => {
      const node = document.createElement("b");
      node.className = "later";
      node.textContent = word;
      return node;
    });
    this.line.replaceChildren(...this.words.flatMap((node, at) => (at ? [" ", node] : [node])));
  }

  reach(t) {
    while (this.words.length && this.begins[this.begins.length - this.words.length] <= t) {
      this.words.shift().className = "";
    }
  }

  #overflows() {
    const room = parseFloat(getComputedStyle(this.card).maxHeight);
    return this.line.scrollHeight > this.line.clientHeight + 2 || this.line.scrollHeight > room + 2;
  }

  clear() {
    this.shown = null;
    this.words = [];
    this.line.textContent = "";
  }
}
