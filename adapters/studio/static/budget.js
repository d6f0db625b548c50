// What the language model costs, and how much it may.
import { byId, make, textOf } from "/look/element.js";
import { act } from "./deeds.js";
import { number, t, won } from "./words.js";

export class Budget {
  constructor() {
    this.box = byId("budget");
  }

  show(costs) {
    byId("budget").closest("section").hidden = !costs;
    if (!costs) return;
    if (!this.input) this.#build();
    this.costs = costs;
    const facts = [
      [t("budget_today"), won(costs.won)],
      [t("budget_hour"), won(costs.an_hour)],
    ];
    this.facts.replaceChildren(...facts.map(([name, value]) => {
      const node = make("div", "fact");
      node.append(make("span", "fact-name", name), make("b", "fact-value", value));
      return node;
    }));
    const notes = [];
    if (!textOf(costs.model)) notes.push(t("budget_none"));
    else if (costs.guessed) notes.push(t("budget_guessed"));
    notes.push(...(Array.isArray(costs.troubles) ? costs.troubles.filter(textOf) : []));
    if (Number(costs.all_cap) > 0) notes.push(t("budget_all", { won: won(costs.all_cap) }));
    this.notes.textContent = notes.join(" ");
    if (document.activeElement !== this.input && !this.touched) this.input.value = number(costs.cap);
    this.#preview();
  }

  #build() {
    this.facts = make("div", "facts");
    this.notes = make("p", "panel-note");
    const form = make("form", "form");
    form.autocomplete = "off";
    const label = make("label");
    this.input = make("input", "field");
    Object.assign(this.input, { inputMode: "numeric", maxLength: 12 });
    label.append(make("span", "", t("budget_cap")), this.input);
    this.hours = make("p", "panel-note");
    this.hours.setAttribute("role", "status");
    const deeds = make("div", "actions");
    deeds.append(make("button", "button", t("budget_save")));
    form.append(label, this.hours, deeds);
    this.input.addEventListener("input", () => {
      this.touched = true;
      this.#preview();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const cap = this.#cap;
      if (cap === null || cap === this.costs.cap) return;
      if (await act({ do: "cap", won: cap }, t("done_cap", { won: won(cap) }))) this.touched = false;
    });
    this.box.replaceChildren(this.facts, this.notes, form);
  }

  get #cap() {
    const digits = this.input.value.replace(/[,\s원₩]/g, "");
    return /^\d+$/.test(digits) ? Number(digits) : null;
  }

  #preview() {
    const cap = this.#cap;
    const hour = Number(this.costs?.an_hour) || 0;
    if (cap === 0) this.hours.textContent = t("budget_zero");
    else if (cap && hour) this.hours.textContent = t("budget_hours", { n: number(Math.round((cap / hour) * 10) / 10) });
    else this.hours.textContent = "";
  }
}
