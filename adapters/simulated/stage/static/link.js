// The socket: signs in with the address's fragment, reads arrays of events, comes back by itself.
const FIRST_MS = 500;
const LAST_MS = 5000;
const REFUSED = 4401;

export class Link {
  constructor({ onEvent, onState }) {
    Object.assign(this, { onEvent, onState });
    this.tries = 0;
    window.addEventListener("hashchange", () => location.reload());
    this.#connect();
  }

  // Whether the deed went out.
  send(platform, deed) {
    if (this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify({ platform, deed }));
    return true;
  }

  #connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${location.host}/stage/ws`);
    this.socket.addEventListener("open", () => {
      this.socket.send(JSON.stringify({ token: location.hash.slice(1) }));
    });
    this.socket.addEventListener("message", (message) => this.#read(message.data));
    this.socket.addEventListener("close", (end) => this.#closed(end.code));
  }

  #closed(code) {
    if (code === REFUSED) {
      this.onState("refused");
      return;
    }
    this.onState("off");
    const wait = Math.min(LAST_MS, FIRST_MS * 2 ** this.tries) * (0.7 + Math.random() * 0.6);
    this.tries = Math.min(this.tries + 1, 10);
    setTimeout(() => this.#connect(), wait);
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
      if (event === null || typeof event !== "object") continue;
      if (event.type === "hello") {
        this.tries = 0;
        this.onState("live");
      }
      try {
        this.onEvent(event);
      } catch (error) {
        console.warn(`stage: an event was dropped (${error.name})`);
      }
    }
  }
}
