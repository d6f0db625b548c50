// The input: grows, counts, sends on Enter, and never loses what was not sent.
import { byId, make } from "/look/element.js";
import { passing } from "/look/store.js";

const DRAFT = "lovelm.draft";
const LIMIT = 500;
const COUNT_FROM = 420;
const ECHO_MS = 15000;

export class Composer {
  constructor(onSend) {
    this.onSend = onSend;
    this.field = byId("message");
    this.counter = byId("counter");
    this.note = byId("composer-note");
    this.pending = [];
    this.field.value = passing.get(DRAFT) ?? "";
    this.field.addEventListener("input", () => this.#changed());
    this.field.addEventListener("keydown", (event) => this.#key(event));
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#changed();
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#submit();
  }

  #changed() {
    const { length } = this.field.value;
    passing.set(DRAFT, this.field.value);
    this.note.textContent = "";
    this.counter.hidden = length < COUNT_FROM;
    this.counter.textContent = `${length} / ${LIMIT}`;
    this.counter.classList.toggle("full", length >= LIMIT);
    byId("send").disabled = this.field.value.trim() === "";
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }

  #submit() {
    const text = this.field.value.trim().slice(0, LIMIT);
    if (!text) return;
    if (!this.onSend(text)) {
      this.say("아직 연결되지 않았어요. 쓰신 글은 그대로 둘게요.");
      return;
    }
    this.pending.push({ text, at: Date.now() });
    this.set("");
  }

  say(text) {
    this.note.textContent = text;
  }

  set(text) {
    this.field.value = text.slice(0, LIMIT);
    this.#changed();
  }

  // Puts words in front of what is already written.
  start(words) {
    if (!this.field.value.startsWith(words)) this.set(words + this.field.value);
    this.field.focus();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
  }

  // My own line came back: the oldest waiting one has arrived.
  echoed() {
    this.pending.shift();
  }

  // After a reconnection: a line that never came back returns to the input.
  settle() {
    const now = Date.now();
    const lost = this.pending.filter((one) => now - one.at < ECHO_MS);
    this.pending = [];
    if (!lost.length || this.field.value) return;
    this.set(lost.map((one) => one.text).join("\n"));
    this.say("방금 쓰신 글이 전해지지 않았을 수 있어요. 확인하고 다시 보내 주세요.");
  }

  hints(commands) {
    const rows = commands.map((command) => {
      const row = make("li");
      const chip = make("button", "chip", command);
      chip.type = "button";
      chip.addEventListener("click", () => this.start(`${command} `));
      row.append(chip);
      return row;
    });
    byId("commands").replaceChildren(...rows);
  }
}
