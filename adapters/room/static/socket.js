// The chat room's socket: reads arrays of events, comes back by itself.
const FIRST_MS = 500;
const LAST_MS = 10000;
const STEADY_MS = 5000;

export class RoomSocket {
  constructor({ name, onEvent, onState }) {
    Object.assign(this, { name, onEvent, onState });
    this.tries = 0;
    this.socket = null;
    window.addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
    this.#connect();
  }

  get open() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  send(message) {
    if (!this.open) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  rename(name) {
    this.name = name;
    const old = this.socket;
    this.socket = null;
    this.tries = 0;
    old?.close();
    this.#connect();
  }

  #hurry() {
    if (this.socket || !this.timer) return;
    this.#connect();
  }

  #connect() {
    clearTimeout(this.timer);
    this.timer = null;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/room/ws?name=${encodeURIComponent(this.name)}`);
    this.socket = socket;
    this.onState("waiting");
    let steady = null;
    socket.addEventListener("open", () => {
      if (this.socket !== socket) return;
      steady = setTimeout(() => { this.tries = 0; }, STEADY_MS);
      this.onState("live");
    });
    socket.addEventListener("message", (message) => this.socket === socket && this.#read(message.data));
    socket.addEventListener("close", () => {
      clearTimeout(steady);
      if (this.socket === socket) this.#closed();
    });
  }

  #closed() {
    this.socket = null;
    const wait = Math.min(LAST_MS, FIRST_MS * 2 ** this.tries) * (0.7 + Math.random() * 0.6);
    this.tries = Math.min(this.tries + 1, 10);
    this.onState("off");
    this.timer = setTimeout(() => this.#connect(), wait);
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
      if (event === null || typeof event !== "object" || typeof event.type !== "string") continue;
      try {
        this.onEvent(event);
      } catch (error) {
        console.warn(`room: an event was dropped (${error.name})`);
      }
    }
  }
}
