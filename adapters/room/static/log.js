// The chat log: appends, forgets the oldest, scrolls only for those at the bottom.
import { byId } from "/look/element.js";
import { chatLine, noticeLine, receipt, replyLine } from "./lines.js";

const MAX_NODES = 500;
const NEAR_PX = 90;
const MAX_SEEN = 3000;
const HOUSE = { slug: "", name: "러블름", colour: "#F4A6B7" };

export class Log {
  constructor() {
    this.list = byId("log");
    this.scroll = byId("log-scroll");
    this.button = byId("to-bottom");
    this.personas = new Map();
    this.lines = new Map();
    this.seen = new Set();
    this.me = null;
    this.missed = 0;
    this.stick = true;
    this.top = 0;
    this.toldAi = false;
    this.scroll.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.button.addEventListener("click", () => this.toBottom());
    new ResizeObserver(() => this.stick && this.#jump()).observe(this.scroll);
  }

  // Events sent again after a reconnection are shown once.
  replay(events) {
    this.list.setAttribute("aria-busy", "true");
    for (const event of Array.isArray(events) ? events : []) {
      if (event && typeof event === "object") this.add(event, true);
    }
    this.list.setAttribute("aria-busy", "false");
    if (this.stick) this.#jump();
  }

  add(event, old = false) {
    if (!this.#whole(event) || this.#known(event, old)) return;
    if (event.type === "chat") this.#chat(event, old);
    else if (event.type === "receipt") this.#receipt(event, old);
    else if (event.type === "reply") this.#reply(event, old);
    else if (event.type === "notice") this.#append(noticeLine(event), old);
  }

  // Without these an event says nothing and is dropped.
  #whole(event) {
    if (event.type === "receipt") return true;
    if (event.type === "chat") return event.id !== undefined && Boolean(event.text || event.donation);
    return (event.type === "reply" || event.type === "notice") && Boolean(event.text);
  }

  #known(event, old) {
    let key = null;
    if (event.id !== undefined) key = `${event.type} ${event.id}`;
    else if (event.type === "receipt") key = `receipt ${event.in_reply_to} ${event.position}`;
    else if (event.type === "notice") key = `notice ${event.in_reply_to} ${event.text}`;
    if (key === null) return false;
    if (this.seen.has(key) && (old || event.type !== "notice")) return true;
    this.seen.add(key);
    if (this.seen.size > MAX_SEEN) this.seen.delete(this.seen.values().next().value);
    return false;
  }

  #chat(event, old) {
    const mine = this.me !== null && event.viewer?.id === this.me;
    const node = chatLine(event, mine);
    this.lines.set(event.id, { node, mine, name: node.firstChild.firstChild.textContent, text: String(event.text ?? "") });
    node.dataset.chat = String(event.id);
    this.#append(node, old, mine && !old);
  }

  #receipt(event, old) {
    const line = this.lines.get(event.in_reply_to);
    const first = Boolean(line?.mine) && !this.toldAi;
    if (first) this.toldAi = true;
    const pill = receipt(event, first);
    if (!line) {
      const row = document.createElement("li");
      row.append(pill);
      this.#append(row, old);
      return;
    }
    line.node.querySelector(".receipt")?.remove();
    line.node.append(pill);
    if (this.stick) this.#jump();
  }

  #reply(event, old) {
    const persona = this.personas.get(event.persona) ?? HOUSE;
    const target = this.lines.get(event.in_reply_to) ?? null;
    target?.node.querySelector(".receipt")?.remove();
    this.#append(replyLine(event, persona, target, () => this.#goTo(target.node)), old);
  }

  #append(node, old, mine = false) {
    byId("empty").hidden = true;
    if (!old) {
      node.classList.add("fresh");
      node.addEventListener("animationend", () => node.classList.remove("fresh"), { once: true });
    }
    this.list.append(node);
    while (this.list.childElementCount > MAX_NODES) this.#forget(this.list.firstElementChild);
    if (this.stick || mine) this.toBottom();
    else if (!old) this.#miss();
  }

  #forget(node) {
    const height = this.stick ? 0 : node.offsetHeight;
    for (const [id, line] of this.lines) {
      if (line.node === node) {
        this.lines.delete(id);
        break;
      }
      if (line.node.isConnected) break;
    }
    node.remove();
    if (!this.stick) this.scroll.scrollTop -= height;
  }

  #goTo(node) {
    if (!node.isConnected) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    node.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    node.classList.remove("flash");
    void node.offsetWidth;
    node.classList.add("flash");
    node.tabIndex = -1;
    node.focus({ preventScroll: true });
  }

  #scrolled() {
    const rest = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight;
    // Only a reader who scrolls up lets go of the end: the log growing or shrinking does not.
    const up = this.scroll.scrollTop < this.top - 1;
    this.top = this.scroll.scrollTop;
    if (rest < NEAR_PX) this.stick = true;
    else if (up) this.stick = false;
    if (this.stick) {
      this.missed = 0;
      this.button.hidden = true;
    }
  }

  #miss() {
    this.missed += 1;
    this.button.hidden = false;
    this.button.textContent = this.missed > 1 ? `새 메시지 ${Math.min(this.missed, 99)}개 ↓` : "새 메시지 ↓";
  }

  // Once a frame, however many lines came.
  #jump() {
    if (this.jumping) return;
    this.jumping = true;
    requestAnimationFrame(() => {
      this.jumping = false;
      if (this.stick) this.scroll.scrollTop = this.scroll.scrollHeight;
    });
  }

  toBottom() {
    this.stick = true;
    this.missed = 0;
    this.button.hidden = true;
    this.#jump();
  }
}
