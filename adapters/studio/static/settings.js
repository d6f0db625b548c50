// The channel's settings, made from the fields that the server names; each saves by itself.
import { byId, make, textOf } from "/look/element.js";
import { deed, settings } from "./api.js";
import { undo } from "./deeds.js";
import { control } from "./fields.js";
import { First } from "./first.js";
import { written } from "./pieces.js";
import { undoable, wrong } from "./toasts.js";
import { language, t } from "./words.js";

const SAVED_MS = 2500;

// With its names in the page's language.
const named = (field) => (language === "en" && field.english ? { ...field, ...field.english } : field);

export class Settings {
  constructor() {
    this.list = byId("settings");
    this.values = {};
    this.controls = new Map();
    this.first = new First(() => this.load());
    byId("settings-find").addEventListener("input", () => this.#find());
  }

  // What a setting is called; the key itself where there is none.
  titleOf(key) {
    return textOf(this.controls.get(key)?.field.title) || key;
  }

  // Reads them anew; what somebody is changing right now stays as they typed it. The answer, or null.
  async load() {
    let read;
    try {
      read = await settings();
    } catch (error) {
      if (!error.signedOut) wrong(error.message);
      return null;
    }
    const fields = (Array.isArray(read.fields) ? read.fields : []).filter((field) => textOf(field?.key)).map(named);
    const shape = JSON.stringify([fields, read.personas, read.may]);
    this.values = read.values ?? {};
    if (shape !== this.shape) {
      this.shape = shape;
      this.controls.clear();
      this.list.replaceChildren(...fields.map((field) => this.#row(field, read)));
      this.#find();
    }
    this.first.show(read.first, fields, this.values);
    for (const [key, one] of this.controls) if (!one.row.contains(document.activeElement)) one.put(this.values[key]);
    return read;
  }

  #row(field, read) {
    const row = make("li", "setting");
    row.dataset.kind = textOf(field.kind);
    const id = `setting-${field.key}`;
    const title = make("p", "setting-title", textOf(field.title));
    title.id = id;
    const help = written(textOf(field.help), "setting-help");
    help.id = `${id}-help`;
    const state = make("p", "setting-state");
    state.setAttribute("role", "status");
    state.id = `${id}-state`;
    const one = control(field, read, (value) => this.#save(field, value));
    one.node.classList.add("setting-control");
    for (const [name, value] of [["aria-labelledby", id], ["aria-describedby", `${id}-help ${id}-state`]]) one.named.setAttribute(name, value);
    const words = make("div", "setting-words");
    words.append(title, help);
    if (field.level === "streamer" && read.may !== "streamer") {
      one.disable();
      words.append(make("p", "setting-help", t("streamer_only")));
    }
    row.append(words, one.node, state);
    this.controls.set(field.key, { ...one, row, state, field });
    return row;
  }

  async #save(field, value) {
    const one = this.controls.get(field.key);
    const before = this.values[field.key];
    if (JSON.stringify(value) === JSON.stringify(before)) return;
    one.row.removeAttribute("data-wrong");
    one.state.textContent = t("saving");
    try {
      const answer = await deed({ do: "set", key: field.key, value });
      // As the server read it: "1,000원" is 1000.
      this.values[field.key] = answer.value ?? value;
      one.put(this.values[field.key]);
      this.#saved(one);
      // Whoever chose a mode decided, and the first settings are asked no more.
      if (field.key === "mode") this.first.decided();
      undoable(t("done_set", { title: field.title }), () => this.#back(answer.undo));
    } catch (error) {
      one.row.setAttribute("data-wrong", "");
      one.state.textContent = error.message;
    }
  }

  async #back(what) {
    if (await undo(what)) await this.load();
  }

  #saved(one) {
    one.row.setAttribute("data-saved", "");
    one.state.textContent = t("saved");
    clearTimeout(one.timer);
    one.timer = setTimeout(() => {
      one.row.removeAttribute("data-saved");
      one.state.textContent = "";
    }, SAVED_MS);
  }

  #find() {
    const wanted = byId("settings-find").value.trim().toLowerCase();
    let found = 0;
    for (const { row } of this.controls.values()) {
      const there = row.textContent.toLowerCase().includes(wanted);
      row.hidden = !there;
      found += there ? 1 : 0;
    }
    byId("settings-none").hidden = found > 0 || this.controls.size === 0;
    byId("settings-none").textContent = t("settings_none", { text: wanted });
  }
}
