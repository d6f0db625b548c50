// The first settings of a channel about which nobody decided: proposed here, saved only by a press.
import { byId, make, textOf } from "/look/element.js";
import { press } from "./deeds.js";
import { button, choose, segments, written } from "./pieces.js";
import { t } from "./words.js";

const PROPOSED = ["mode", "announcer"];
const BOTS = ["few", "all"];

export class First {
  // changed() is called when something was decided, or somebody else did that.
  constructor(changed) {
    this.box = byId("first");
    this.changed = changed;
    this.chosen = null;
  }

  // `first` is what the server proposes, null where somebody decided.
  show(first, fields, values) {
    const asked = PROPOSED.map((key) => fields.find((field) => field.key === key)).filter(Boolean);
    const open = first !== null && typeof first === "object" && asked.length === PROPOSED.length;
    this.box.hidden = byId("first-dot").hidden = !open;
    if (!open) {
      this.chosen = null;
      return;
    }
    // What somebody chose here already stays when settings are read anew.
    if (!this.chosen) this.#build(first, asked);
    const now = asked.map((field) => `${textOf(field.title)} ‘${textOf(field.choices?.[values[field.key]])}’`).join(", ");
    this.now.textContent = first.may_keep ? t("first_now", { now }) : "";
  }

  decided() {
    this.show(null, [], {});
  }

  #build(first, asked) {
    this.chosen = { ...first.values };
    const head = make("header", "panel-head");
    const title = make("h2", "", t("first_title"));
    title.id = "first-title";
    head.append(title);
    this.now = make("p", "first-now");
    this.problem = make("p", "wrong");
    this.problem.setAttribute("role", "alert");
    const deeds = make("div", "actions");
    if (first.may_keep) deeds.append(button(t("first_keep"), (node) => this.#do(node, { do: "keep" }, t("done_keep"))));
    deeds.append(button(t("first_save"), (node) => this.#save(node), { name: "button solid" }));
    const bots = { key: "bare", title: t("first_bots"), help: t("first_bots_help"), choices: BOTS.map((key) => [key, t(`first_bots_${key}`)]) };
    const rows = make("div", "settings");
    rows.append(...asked.map((field) => this.#row({ ...field, choices: Object.entries(field.choices ?? {}) })), this.#row(bots));
    this.box.replaceChildren(head, make("p", "panel-note", t("first_note")), this.now, rows, this.problem, deeds);
  }

  #row({ key, title, help, choices }) {
    const row = make("div", "setting");
    const words = make("div", "setting-words");
    words.append(make("p", "setting-title", textOf(title)), written(textOf(help), "setting-help"));
    const control = segments(`first-${key}`, choices, null, (value) => {
      this.chosen[key] = value;
      this.problem.textContent = "";
    }, textOf(title));
    control.classList.add("setting-control");
    choose(control, this.chosen[key]);
    row.append(words, control);
    return row;
  }

  #save(node) {
    if (!this.chosen.bare) {
      this.problem.textContent = t("first_unanswered");
      this.box.querySelector('[name="first-bare"]').focus();
      return;
    }
    this.#do(node, { do: "first", ...this.chosen }, t("done_first"));
  }

  async #do(node, what, said) {
    await press(node, what, said);
    this.changed();
  }
}
