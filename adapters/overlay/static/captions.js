// Which caption belongs to which second, and fitting it into its card.
const STEPS = ["", "fit-1", "fit-2", "fit-3"];

function seconds(value) {
  return Number.isFinite(value) && value >= 0 ? value : null;
}

function sentences(text) {
  const parts = text.match(/[^.!?。…\n]+[.!?。…]*["'”’)]*\s*/gu) ?? [text];
  return parts.map((part) => part.trim()).filter(Boolean);
}

// Captions as given; without usable ones the text is spread over the duration.
export function timed(given, text, duration) {
  const rows = [];
  for (const row of Array.isArray(given) ? given : []) {
    const start = seconds(row?.start);
    const end = seconds(row?.end);
    const words = String(row?.text ?? "").trim();
    if (start !== null && end !== null && end > start && words) rows.push({ text: words, start, end });
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
  }

  show(text) {
    if (text === this.shown) return;
    this.shown = text;
    this.line.textContent = text;
    this.card.classList.remove(...STEPS.slice(1));
    for (const step of STEPS.slice(1)) {
      if (!this.#overflows()) break;
      this.card.classList.remove(...STEPS.slice(1));
      this.card.classList.add(step);
    }
    this.line.classList.remove("turn");
    void this.line.offsetWidth;
    this.line.classList.add("turn");
  }

  #overflows() {
    const room = parseFloat(getComputedStyle(this.card).maxHeight);
    return this.line.scrollHeight > this.line.clientHeight + 2 || this.line.scrollHeight > room + 2;
  }

  clear() {
    this.shown = null;
    this.line.textContent = "";
  }
}
