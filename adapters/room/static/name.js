// The viewer's pseudonym: asked once, changed by a tap on it.
import { byId } from "/look/element.js";
import { lasting } from "/look/store.js";

const KEY = "lovelm.name";
const MAX = 20;

function clean(text) {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, "").replace(/\s+/g, " ").trim().slice(0, MAX);
}

export class Name {
  constructor(onChange) {
    this.onChange = onChange;
    const kept = clean(lasting.get(KEY) ?? "");
    this.value = kept || `손님${String(Math.floor(Math.random() * 10000)).padStart(4, "0")}`;
    this.bar = byId("name-bar");
    this.field = byId("name-input");
    this.chip = byId("name-chip");
    this.field.value = this.value;
    byId("name-save").addEventListener("click", () => this.#save());
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.#save();
    });
    this.chip.addEventListener("click", () => {
      this.#ask(true);
      this.field.select();
      this.field.focus();
    });
    this.#ask(!kept);
  }

  #ask(open) {
    this.bar.hidden = !open;
    this.chip.hidden = open;
    this.chip.textContent = this.value;
    this.chip.setAttribute("aria-label", `내 별명 ${this.value}, 바꾸기`);
    this.chip.title = "별명 바꾸기";
  }

  // Whoever writes without choosing has chosen the offered name.
  accept() {
    if (this.bar.hidden) return;
    lasting.set(KEY, this.value);
    this.field.value = this.value;
    this.#ask(false);
  }

  #save() {
    const next = clean(this.field.value) || this.value;
    const changed = next !== this.value;
    this.value = next;
    this.field.value = next;
    lasting.set(KEY, next);
    this.#ask(false);
    byId("message").focus();
    if (changed) this.onChange(next);
  }

  // The server may have settled on another form of the name.
  settled(name) {
    if (!this.bar.hidden || !name) return;
    this.chip.textContent = name;
    this.chip.setAttribute("aria-label", `내 별명 ${name}, 바꾸기`);
  }
}
