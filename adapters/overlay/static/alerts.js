// Donation alerts: in order, none lost, none while the stage is calm after a disclosure.
import { burst } from "./effects.js";
import { leave, make } from "./cards.js";
import { emoteRow } from "./emotes.js";
import { move } from "./view.js";
import { say } from "./words.js";

const DONATION_MS = 6000;
const DONATION_BUSY_MS = 3000;
// A larger gift stays a little longer when none waits behind it.
const TIER_MS = 800;
// From so many waiting on they come as lists.
const LISTED_FROM = 5;
const LIST_ROWS = 8;
const LIST_MS = 4000;
const SVG = "http://www.w3.org/2000/svg";

function heart() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 48 48");
  svg.setAttribute("class", "alert-mark");
  for (const [d, fill] of HEART) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    path.setAttribute("fill", fill);
    if (fill === "none") {
      path.setAttribute("stroke", "#fff");
      path.setAttribute("stroke-width", "3.6");
      path.setAttribute("stroke-linecap", "round");
    }
    svg.append(path);
  }
  return svg;
}

const tierOf = (event) => Math.min(4, Math.max(1, Number.isInteger(event.tier) ? event.tier : 1));

export class DonationAlerts {
  // `below` tells what stands there that a second or third card must not cover.
  constructor(box, send, onShown = () => {}, below = () => []) {
    Object.assign(this, { box, send, onShown, below });
    this.waiting = [];
    this.seen = new Set();
    this.shown = 0;
    this.held = false;
    // Whether the next one waits for a card to go.
    this.full = false;
  }

  add(event) {
    if (this.seen.has(event.id)) return;
    this.seen.add(event.id);
    if (this.seen.size > 1000) this.seen.delete(this.seen.values().next().value);
    this.waiting.push(event);
    this.#fill();
  }

  // One at a time; up to three together and shorter when some wait, two lists when many do.
  #fill() {
    while (this.waiting.length && !this.held && !this.full) {
      const many = this.waiting.length >= LISTED_FROM;
      if (this.shown >= (many ? 2 : this.waiting.length > 2 ? 3 : 1)) return;
      const events = this.waiting.splice(0, many ? LIST_ROWS : 1);
      this.full = !(many ? this.#list(events) : this.#show(events[0]));
      if (this.full) this.waiting.unshift(...events);
    }
  }

  #show(event) {
    const card = make("article", "alert");
    card.dataset.tier = tierOf(event);
    card.append(heart(), this.#head(event));
    const emotes = emoteRow(event.emotes);
    if (event.text || emotes.childElementCount) {
      const text = make("p", "alert-text", event.text);
      text.append(emotes);
      card.append(text);
    }
    const busy = this.waiting.length > 2;
    const placed = this.#place(card, [event], busy ? DONATION_BUSY_MS : DONATION_MS + TIER_MS * (tierOf(event) - 1));
    if (placed && !busy) burst(card, event.effect, tierOf(event));
    return placed;
  }

  #list(events) {
    const card = make("article", "alert alert-list");
    card.append(heart(), ...events.map((event) => this.#head(event)));
    return this.#place(card, events, LIST_MS);
  }

  #head(event) {
    const head = make("div", "alert-head");
    head.append(make("span", "alert-donor", say("name", event.donor ?? say("anonymous"))), make("span", "alert-amount", event.amount));
    return head;
  }

  // False where there is no room yet below the others.
  #place(card, events, milliseconds) {
    card.events = events;
    this.#settled(() => this.box.append(card));
    if (this.box.childElementCount > 1 && this.#covers(card)) {
      card.remove();
      return false;
    }
    this.shown += 1;
    for (const event of events) {
      if (!event.told) this.send({ type: "donation_shown", id: event.id });
      event.told = true;
    }
    this.onShown(events);
    card.timer = setTimeout(() => this.#take(card, (gone) => this.#leave(gone)), milliseconds);
    return true;
  }

  // By where it will stand: as it comes in it is smaller and higher.
  #covers(card) {
    const from = this.box.getBoundingClientRect();
    const [left, bottom] = [from.left + card.offsetLeft, from.top + card.offsetTop + card.offsetHeight];
    return this.below().some((one) => {
      const { x, y, width, height } = one.getBoundingClientRect();
      return height > 0 && bottom > y && left < x + width && left + card.offsetWidth > x;
    });
  }

  #take(card, how) {
    clearTimeout(card.timer);
    this.shown -= 1;
    how(card);
    this.#fill();
  }

  #leave(card) {
    leave(card, () => {
      this.#settled(() => card.remove());
      this.full = false;
      this.#fill();
    });
  }

  // The cards that stay glide to where they are after `change`.
  #settled(change) {
    const before = new Map([...this.box.children].map((card) => [card, card.offsetTop]));
    change();
    for (const [card, top] of before) {
      const by = card.isConnected ? top - card.offsetTop : 0;
      if (by) move(card, [{ transform: `translateY(${by}px)` }, {}], { duration: 320, easing: "cubic-bezier(.2, .9, .3, 1)" });
    }
  }

  // Somebody's gifts are shown no longer, nor later.
  withdraw(ids) {
    const gone = new Set(ids);
    const stays = (event) => !gone.has(event.id);
    this.waiting = this.waiting.filter(stays);
    for (const card of [...this.box.children].reverse()) {
      if (!card.events.every(stays)) this.#drop(card, stays);
    }
    this.#fill();
  }

  // Nothing is shown until it is over; what stood there comes again then, in its place.
  hold(on) {
    this.held = on;
    if (on) {
      for (const card of [...this.box.children].reverse()) this.#drop(card, () => true);
    }
    this.#fill();
  }

  // Takes a card away at once; what of it is to be seen again waits in front.
  #drop(card, again = () => false) {
    clearTimeout(card.timer);
    this.full = false;
    if (!card.classList.contains("out")) {
      this.shown -= 1;
      this.waiting.unshift(...card.events.filter(again));
    }
    card.remove();
  }

  // Those of one channel; without one, all.
  clear(channel) {
    const goes = (event) => !channel || event.channel === channel;
    this.waiting = this.waiting.filter((event) => !goes(event));
    for (const card of [...this.box.children].reverse()) {
      if (card.events.some(goes)) this.#drop(card, (event) => !goes(event));
    }
    this.#fill();
  }
}

const HEART = [
  ["M24 43C10 34 3 26 3 17A11 11 0 0 1 24 12A11 11 0 0 1 45 17C45 26 38 34 24 43Z", "#F2869F"],
  ["M45 17C45 26 38 34 24 43C36 30 40 20 36 7A11 11 0 0 1 45 17Z", "#D96B86"],
  ["M10 18A6 6 0 0 1 16 12", "none"],
];
