// The badges: what is connected, and what to do about what is not.
import { byId, make, textOf } from "/look/element.js";
import { rows } from "./rows.js";
import { button, written } from "./pieces.js";
import { has, language, t } from "./words.js";

function nameOf(part) {
  const name = textOf(part.name);
  for (const key of [`part_${name}`, `platform_${name}`]) if (has(key)) return t(key);
  return name;
}

const problemsOf = (part) => [(language === "en" && part.english) || part.problems].flat().filter(textOf);

function overlayPart(overlay) {
  if (!overlay) return [];
  const fine = overlay.watched === true;
  return [{ name: "overlay", ok: fine, problems: fine ? [] : [t("part_unwatched")] }];
}

export class Parts {
  constructor() {
    this.list = byId("parts");
    this.card = byId("part-card");
    this.fold = byId("parts-fold");
    this.opened = null;
    this.parts = [];
    this.fold.addEventListener("click", () => this.#unfold(this.fold.getAttribute("aria-expanded") !== "true"));
  }

  show(parts, overlay) {
    const own = (Array.isArray(parts) ? parts : []).filter((part) => textOf(part?.name));
    const known = new Set(own.map((part) => part.name));
    this.parts = [...own, ...overlayPart(overlay).filter((part) => !known.has(part.name))];
    rows(this.list, this.parts, { id: (part) => part.name, make: () => this.#badge(), update: (row, part) => this.#update(row, part) });
    const wrong = this.parts.filter((part) => !part.ok).length;
    this.fold.textContent = wrong ? t("parts_wrong", { n: wrong }) : t("parts_fine");
    this.fold.dataset.ok = wrong === 0;
    if (this.opened) this.#open(this.opened);
  }

  close() {
    if (!this.opened) return false;
    this.#open(null);
    return true;
  }

  #badge() {
    const row = make("li");
    const badge = button("", () => this.#open(this.opened === row.dataset.id ? null : row.dataset.id), { name: "badge" });
    badge.setAttribute("aria-controls", "part-card");
    row.append(badge);
    return row;
  }

  #update(row, part) {
    const badge = row.firstElementChild;
    badge.textContent = nameOf(part);
    badge.dataset.ok = part.ok === true;
    badge.setAttribute("aria-expanded", String(this.opened === part.name));
    const state = problemsOf(part)[0] ?? t(part.ok ? "part_fine" : "part_off");
    badge.setAttribute("aria-label", `${nameOf(part)}: ${state}`);
  }

  #open(name) {
    const part = this.parts.find((one) => one.name === name);
    this.opened = part ? name : null;
    for (const row of this.list.children) row.firstElementChild.setAttribute("aria-expanded", String(row.dataset.id === this.opened));
    this.card.hidden = !part;
    if (!part) return;
    const words = make("div", "part-words");
    const problems = problemsOf(part);
    if (!problems.length) problems.push(t(part.ok ? "part_fine" : "part_off"));
    words.append(make("h2", "", nameOf(part)), ...problems.map((text) => written(text)));
    const close = button("✕", () => this.close(), { name: "icon", label: t("close") });
    this.card.dataset.ok = part.ok === true;
    this.card.replaceChildren(words, close);
  }

  #unfold(on) {
    this.fold.setAttribute("aria-expanded", String(on));
    this.list.toggleAttribute("data-unfolded", on);
    if (!on) this.close();
  }
}
