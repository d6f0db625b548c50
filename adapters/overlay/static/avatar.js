// A drawn persona: loads the SVG, blinks, changes mood, opens the mouth.
import { move } from "./view.js";

const SLUG = /^[a-z0-9][a-z0-9_-]{0,31}$/;
const COLOUR = /^#[0-9a-f]{6}$/i;
const MOUTHS = ["closed", "small", "wide", "round", "open"];
// A mouth keeps its shape at least so long, or it flickers.
const HELD_MS = 70;
const drawings = new Map();
let copies = 0;

export function colourOf(value, fallback = "#8E7CC3") {
  return COLOUR.test(value ?? "") ? value : fallback;
}

// A shade of the colour that is readable on the theme's cards: lighter on dark ones.
export function tint(hex) {
  const value = parseInt(hex.slice(1), 16);
  const dark = getComputedStyle(document.body).getPropertyValue("--lv-tint").trim() === "dark";
  const [towards, amount] = dark ? [0, 0.48] : [255, 0.3];
  const mix = (channel) => Math.round(channel + (towards - channel) * amount);
  return `rgb(${mix(value >> 16)}, ${mix((value >> 8) & 255)}, ${mix(value & 255)})`;
}

export function moodOf(emotion) {
  const key = String(emotion ?? "").toLowerCase();
  return Object.hasOwn(MOODS, key) ? MOODS[key] : "idle";
}

// Which mouth a sound makes: how far open by its loudness, how wide by its brightness.
export function mouthOf(level, bright) {
  if (level < 0.06) return "closed";
  if (level < 0.24) return "small";
  if (level > 0.62) return "open";
  return bright > 0.42 ? "wide" : "round";
}

function fetched(address) {
  if (!drawings.has(address)) {
    const task = fetch(address).then((answer) => {
      if (!answer.ok) throw new Error(`drawing ${answer.status}`);
      return answer.text();
    });
    task.catch(() => drawings.delete(address));
    drawings.set(address, task);
  }
  return drawings.get(address);
}

// The same file may be on the page twice; ids must differ or clips break.
function ownIds(svg) {
  copies += 1;
  const suffix = `-${copies}`;
  const known = new Set();
  for (const node of svg.querySelectorAll("[id]")) {
    known.add(node.id);
    node.id += suffix;
  }
  for (const node of svg.querySelectorAll("*")) {
    for (const attribute of node.attributes) {
      const found = /^url\(#([\w-]+)\)$/.exec(attribute.value);
      if (found && known.has(found[1])) attribute.value = `url(#${found[1]}${suffix})`;
    }
  }
}

// A copy of the drawing at `folder`/`slug`.svg.
export async function draw(folder, slug) {
  if (!SLUG.test(slug)) throw new Error("drawing's name");
  const page = new DOMParser().parseFromString(await fetched(`${folder}/${slug}.svg`), "image/svg+xml");
  const svg = page.documentElement;
  if (svg.nodeName !== "svg") throw new Error("drawing's file");
  for (const node of svg.querySelectorAll("script, foreignObject")) node.remove();
  ownIds(svg);
  return document.importNode(svg, true);
}

export class Avatar {
  constructor({ slug, name, colour }, { live = false } = {}) {
    this.box = document.createElement("div");
    this.box.className = live ? "avatar-box live" : "avatar-box";
    this.box.style.setProperty("--tone", colourOf(colour));
    this.mouths = new Map();
    this.shape = "";
    this.since = 0;
    this.gone = false;
    this.ready = draw("/avatars", String(slug)).then((svg) => this.#accept(svg), () => this.#initial(name));
    this.#blinkLater();
  }

  #accept(svg) {
    this.box.replaceChildren(svg);
    this.mouths = new Map(MOUTHS.map((shape) => [shape, svg.querySelector(`.mouth-${shape}`)]));
    this.mouth(0);
  }

  #initial(name) {
    const face = document.createElement("div");
    face.className = "avatar-initial";
    face.textContent = [...String(name || "?")][0];
    this.box.replaceChildren(face);
  }

  #blinkLater() {
    this.timer = setTimeout(() => {
      if (this.gone) return;
      this.box.classList.add("blink");
      setTimeout(() => this.box.classList.remove("blink"), 130);
      this.#blinkLater();
    }, 2200 + Math.random() * 3800);
  }

  mood(emotion) {
    this.#wear(moodOf(emotion));
  }

  #wear(mood) {
    clearTimeout(this.later);
    this.box.dataset.mood = mood;
    this.base = mood;
    this.mouth(0);
  }

  // Something happens beside the talk: a start, then a smile; whoever is sad stays so.
  cheer() {
    if (["sad", "worry"].includes(this.base)) return;
    clearTimeout(this.later);
    this.#show("surprised");
    move(this.box, HOP, { duration: 520, easing: "ease-out" });
    this.later = setTimeout(() => {
      this.#show("laugh");
      this.later = setTimeout(() => this.#show(this.base ?? "idle"), 2200);
    }, 620);
  }

  #show(mood) {
    this.box.dataset.mood = mood;
    if (this.box.dataset.talking !== "1") this.mouth(0);
  }

  talking(on) {
    this.box.dataset.talking = on ? "1" : "0";
    if (!on) this.mouth(0);
  }

  nod(deep = true) {
    move(this.box, deep ? NOD : BEAT, { duration: deep ? 640 : 420, easing: "ease-in-out" });
  }

  // level: 0 closed … 1 wide open; bright: 0 dark as in 오 … 1 bright as in 이
  mouth(level, bright = 0.5) {
    let shape = mouthOf(level, bright);
    if (shape === "closed" && this.box.dataset.talking !== "1") shape = RESTING[this.box.dataset.mood] ?? shape;
    if (["sad", "worry"].includes(this.box.dataset.mood)) shape = SOFTER[shape] ?? shape;
    const now = performance.now();
    if (shape === this.shape || (level > 0 && now - this.since < HELD_MS)) return;
    if (!this.mouths.get(shape)) return;
    for (const [name, node] of this.mouths) node?.setAttribute("opacity", name === shape ? "1" : "0");
    this.shape = shape;
    this.since = now;
  }

  remove() {
    this.gone = true;
    clearTimeout(this.timer);
    clearTimeout(this.later);
    this.box.remove();
  }
}

// The reply's emotion, as the face of whoever answers it.
const MOODS = {
  joy: "laugh", laugh: "laugh", happy: "laugh", love: "laugh", excited: "laugh",
  sad: "sad", sadness: "sad", hurt: "sad", lonely: "sad", loneliness: "sad", grief: "sad", tired: "sad",
  anxiety: "worry", worry: "worry", fear: "worry",
  anger: "anger", angry: "anger",
  surprise: "surprised", surprised: "surprised",
};
// The mouth of a face that does not talk, where it is not the closed one.
const RESTING = { laugh: "wide", surprised: "round" };
// Mouths that look merry, as whoever is sad opens them.
const SOFTER = { wide: "small", open: "round" };
const NOD = [
  { transform: "none" },
  { transform: "translateY(2.4%) rotate(1deg)", offset: 0.3 },
  { transform: "translateY(-1%)", offset: 0.62 },
  { transform: "none" },
];
const BEAT = [{ transform: "none" }, { transform: "translateY(1.3%)", offset: 0.4 }, { transform: "none" }];
const HOP = [
  { transform: "none" },
  { transform: "translateY(-7%) scale(1.02, .99)", offset: 0.35 },
  { transform: "translateY(0) scale(1.02, .98)", offset: 0.75 },
  { transform: "none" },
];
