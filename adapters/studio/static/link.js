// The studio's socket: reads arrays of events, comes back by itself, says when.
const FIRST_MS = 500;
const LAST_MS = 10000;
const STEADY_MS = 5000;
const OUT = 4401;

export class Link {
  // onState: "live", "waiting" or "off" with the time (ms since the epoch) of the next try.
  // stillIn() asks whether the session holds.
  constructor({ onEvent, onState, stillIn, onOut }) {
    Object.assign(this, { onEvent, onState, stillIn, onOut });
    this.tries = 0;
    this.socket = null;
    this.ended = false;
    window.addEventListener("online", () => this.now());
    window.addEventListener("offline", () => this.socket?.close());
    document.addEventListener("visibilitychange", () => document.hidden || this.now());
    this.#connect();
  }

  now() {
    if (!this.socket && !this.ended) this.#again();
  }

  end() {
    this.ended = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }

  #connect() {
    clearTimeout(this.timer);
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/studio/ws`);
    this.socket = socket;
    this.onState("waiting");
    let steady = null;
    socket.addEventListener("open", () => {
      steady = setTimeout(() => { this.tries = 0; }, STEADY_MS);
      this.onState("live");
    });
    socket.addEventListener("message", (message) => this.#read(message.data));
    socket.addEventListener("close", (end) => {
      clearTimeout(steady);
      this.#closed(end.code);
    });
  }

  #closed(code) {
    this.socket = null;
    if (this.ended) return;
    if (code === OUT) {
      this.#out();
      return;
    }
    const wait = Math.min(LAST_MS, FIRST_MS * 2 ** this.tries) * (0.7 + Math.random() * 0.6);
    this.tries = Math.min(this.tries + 1, 10);
    this.onState("off", Date.now() + wait);
    this.timer = setTimeout(() => this.#again(), wait);
  }

  async #again() {
    clearTimeout(this.timer);
    if (this.asking) return;
    this.asking = true;
    const holds = await this.stillIn();
    this.asking = false;
    if (this.ended || this.socket) return;
    if (holds) this.#connect();
    else this.#out();
  }

  #out() {
    this.ended = true;
    this.onOut();
  }

  #read(data) {
    let events;
    try {
      events = JSON.parse(data);
    } catch {
      return;
    }
    if (!Array.isArray(events)) return;
    for (const event of events) {
      if (event !== null && typeof event === "object") this.onEvent(event);
    }
  }
}
