// The socket: signs in with the address's fragment, reconnects, keeps unsent reports.
const FIRST_MS = 500;
const LAST_MS = 10000;
const REFUSED_MS = 30000;
const REFUSED = 4401;
const MAX_OUTBOX = 200;

function token() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}

export class Link {
  // `layers`: the parts that this page has; nobody waits for the others to be shown here.
  constructor({ onEvent, onRefused, layers }) {
    Object.assign(this, { onEvent, onRefused, layers });
    this.active = true;
    this.outbox = [];
    this.welcome = false;
    this.tries = 0;
    window.addEventListener("hashchange", () => this.#restart());
    // OBS tells whether a scene with this source is on air.
    window.addEventListener("obsSourceActiveChanged", (event) => this.#turned(event.detail?.active !== false));
    this.#connect();
  }

  #connect() {
    clearTimeout(this.timer);
    if (!token()) {
      console.warn("overlay: the address has no token after #");
      this.onRefused();
      return;
    }
    const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/overlay/ws`;
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "auth", token: token(), layers: this.layers })));
    socket.addEventListener("message", (message) => this.socket === socket && this.#read(message.data));
    socket.addEventListener("close", (end) => this.socket === socket && this.#closed(end.code));
  }

  #closed(code) {
    this.welcome = false;
    let wait = Math.min(LAST_MS, FIRST_MS * 2 ** this.tries) * (0.7 + Math.random() * 0.6);
    this.tries = Math.min(this.tries + 1, 10);
    if (code === REFUSED) {
      wait = REFUSED_MS;
      this.outbox = [];
      console.warn("overlay: the token was refused; copy the address again");
      this.onRefused();
    }
    this.timer = setTimeout(() => this.#connect(), wait);
  }

  #restart() {
    const old = this.socket;
    this.socket = null;
    this.welcome = false;
    this.tries = 0;
    this.outbox = [];
    old?.close();
    this.#connect();
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
        console.warn(`overlay: an event was dropped (${error.name})`);
      }
      if (event.type === "hello") this.#welcomed();
    }
  }

  #turned(active) {
    this.active = active;
    if (this.welcome) this.send({ type: active ? "active" : "idle" });
  }

  #welcomed() {
    this.welcome = true;
    this.tries = 0;
    if (!this.active) this.send({ type: "idle" });
    for (const text of this.outbox.splice(0)) this.socket.send(text);
  }

  send(message) {
    const text = JSON.stringify(message);
    if (this.welcome && this.socket?.readyState === WebSocket.OPEN) {
      this.socket.send(text);
    } else if (this.outbox.length < MAX_OUTBOX) {
      this.outbox.push(text);
    }
  }
}
