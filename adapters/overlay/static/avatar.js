// A drawn persona: loads the SVG, blinks, changes mood, opens the mouth.
const SLUG = /^[a-z0-9][a-z0-9_-]{0,31}$/;
const COLOUR = /^#[0-9a-f]{6}$/i;
const drawings = new Map();
let copies = 0;

const MOODS = {
  joy: "laugh", laugh: "laugh", happy: "laugh", love: "laugh", excited: "laugh",
  sad: "sad", sadness: "sad", hurt: "sad", lonely: "sad", loneliness: "sad", grief: "sad",
  anger: "anger", angry: "anger",
  surprise: "surprised", surprised: "surprised",
};

export function moodOf(emotion) {
  const key = String(emotion ?? "").toLowerCase();
  return Object.hasOwn(MOODS, key) ? MOODS[key] : "idle";
}

export function colourOf(value, fallback = "#8E7CC3") {
  return COLOUR.test(value ?? "") ? value : fallback;
}

// A lighter shade, readable on the dark cards.
export function tint(hex, amount = 0.3) {
  const value = parseInt(hex.slice(1), 16);
  const mix = (channel) => Math.round(channel + (255 - channel) * amount);
  return `rgb(${mix(value >> 16)}, ${mix((value >> 8) & 255)}, ${mix(value & 255)})`;
}

function drawing(slug) {
  if (!drawings.has(slug)) {
    const task = fetch(`/avatars/${slug}.svg`).then((answer) => {
      if (!answer.ok) throw new Error(`avatar ${answer.status}`);
      return answer.text();
    });
    task.catch(() => drawings.delete(slug));
    drawings.set(slug, task);
  }
  return drawings.get(slug);
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

async function draw(slug) {
  if (!SLUG.test(slug)) throw new Error("avatar name");
  const page = new DOMParser().parseFromString(await drawing(slug), "image/svg+xml");
  const svg = page.documentElement;
  if (svg.nodeName !== "svg") throw new Error("avatar file");
  for (const node of svg.querySelectorAll("script, foreignObject")) node.remove();
  ownIds(svg);
  return document.importNode(svg, true);
}

export class Avatar {
  constructor({ slug, name, colour }, { live = false } = {}) {
    this.box = document.createElement("div");
    this.box.className = live ? "avatar-box live" : "avatar-box";
    this.box.style.setProperty("--tone", colourOf(colour));
    this.box.style.width = "100%";
    this.box.style.height = "100%";
    this.open = null;
    this.closed = null;
    this.gone = false;
    this.ready = draw(String(slug)).then((svg) => this.#accept(svg), () => this.#initial(name));
    this.#blinkLater();
  }

  #accept(svg) {
    this.box.replaceChildren(svg);
    this.open = svg.querySelector(".mouth-open");
    this.closed = svg.querySelector(".mouth-closed");
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
    this.box.dataset.mood = moodOf(emotion);
  }

  talking(on) {
    this.box.dataset.talking = on ? "1" : "0";
    if (!on) this.mouth(0);
  }

  nod() {
    this.box.classList.remove("nod");
    void this.box.offsetWidth;
    this.box.classList.add("nod");
    setTimeout(() => this.box.classList.remove("nod"), 700);
  }

  // level: 0 closed … 1 wide open
  mouth(level) {
    if (!this.open) return;
    const open = level > 0.07;
    this.open.style.opacity = open ? "1" : "0";
    this.closed.style.opacity = open ? "0" : "1";
    if (open) {
      const tall = 0.3 + 0.7 * level;
      const wide = 1.02 - 0.14 * level;
      this.open.style.transform = `scale(${wide.toFixed(3)}, ${tall.toFixed(3)})`;
    }
  }

  remove() {
    this.gone = true;
    clearTimeout(this.timer);
    this.box.remove();
  }
}
