// One platform's column: its chat, who one is there, what one can do.
import { button, make, option, textOf } from "./element.js";
import { DEEDS, LIMITS, NAMES } from "./deeds.js";
import { dialog } from "./dialog.js";
import { Feed } from "./feed.js";
import { lineOf } from "./line.js";

const UNCONNECTED = "아직 연결되지 않았어요. 잠시 뒤에 다시 해 주세요.";

export class Scene {
  // onDeed(platform, deed): whether it went out
  constructor(platform, onDeed) {
    this.platform = platform;
    this.onDeed = onDeed;
    this.node = document.getElementById("scene").content.firstElementChild.cloneNode(true);
    this.node.id = `scene-${platform}`;
    this.node.dataset.platform = platform;
    this.feed = new Feed(this.node);
    this.state = this.node.querySelector(".state");
    this.who = this.node.querySelector(".who");
    this.deeds = this.node.querySelector(".deeds");
    this.field = this.node.querySelector(".message");
    this.note = this.node.querySelector(".note");
    this.people = {};
    this.#label();
    for (const deed of DEEDS[platform]) this.deeds.append(button(deed.label, () => this.#ask(deed), "chip"));
    this.who.addEventListener("change", () => this.changed());
    this.field.addEventListener("keydown", (event) => {
      // The Enter that ends a Korean syllable sends nothing.
      if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
    });
    this.node.querySelector(".composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  #label() {
    const name = NAMES[this.platform];
    this.node.setAttribute("aria-label", name);
    this.node.querySelector(".scene-name").textContent = name;
    this.node.querySelector(".feed").setAttribute("aria-label", `${name} 채팅`);
    this.node.querySelector(".empty").textContent = "고민을 적거나 러블름을 불러 보세요.";
    this.field.maxLength = LIMITS[this.platform];
    this.field.setAttribute("aria-label", `${name}에 쓸 말`);
    this.field.placeholder = "메시지 보내기";
  }

  get me() {
    return this.people[this.who.value];
  }

  // told: what the server says about the platform
  meet(told) {
    const before = this.who.value;
    this.people = told.people;
    const rows = Object.entries(told.people).map(([key, { name, label }]) => option(key, label === name ? name : `${label} · ${name}`));
    this.who.replaceChildren(...rows);
    if (before in told.people) this.who.value = before;
    this.changed();
    this.state.textContent = told.listening ? "접속 중" : "기다리는 중";
    this.state.title = told.listening ? "러블름이 듣고 있어요" : "러블름이 아직 들어오지 않았어요";
    this.state.classList.toggle("on", told.listening);
  }

  clear() {
    this.feed.clear();
  }

  // Somebody else speaks from now on.
  changed() {
    this.say("");
  }

  show(event) {
    this.feed.put(event.id, lineOf(event));
  }

  do(deed) {
    const sent = this.onDeed(this.platform, { who: this.who.value, ...deed });
    this.say(sent ? "" : UNCONNECTED);
    if (sent) this.feed.toBottom();
    return sent;
  }

  submit() {
    const text = this.field.value.trim();
    if (text && this.do({ type: "chat", text })) this.field.value = "";
  }

  #ask({ type, label, submit, fields }) {
    if (!this.me) {
      this.say(UNCONNECTED);
      return;
    }
    const note = `${NAMES[this.platform]} · ${this.me.name} (실제로 결제되지 않아요)`;
    dialog.open({ title: label, note, fields, submit }, (values) => this.do({ type, ...values }));
  }

  say(text) {
    this.note.textContent = textOf(text);
  }
}
