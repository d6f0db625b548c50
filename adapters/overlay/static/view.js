// What the address asks for: which parts, where they may stand, how they look and how loud.
const LAYERS = ["avatar", "captions", "alerts", "receipts", "cards", "poll", "pet"];
const THEMES = ["night", "day", "pastel", "contrast"];
const EDGES = ["left", "right", "top", "bottom"];

const listed = (text, known) => String(text ?? "").split(",").map((one) => one.trim()).filter((one) => known.includes(one));

function loud(text) {
  const value = Number(text);
  return text === null || text.trim() === "" || !Number.isFinite(value) ? 100 : value;
}

export class View {
  constructor(search) {
    const asked = new URLSearchParams(search);
    const layers = listed(asked.get("layer"), LAYERS);
    this.layers = new Set(layers.length ? layers : LAYERS);
    this.theme = THEMES.includes(asked.get("theme")) ? asked.get("theme") : THEMES[0];
    this.safe = listed(asked.get("safe"), EDGES);
    this.volume = loud(asked.get("volume"));
    this.debug = asked.get("debug") === "1";
  }

  // Whether this page speaks: one with alerts or cards only leaves the sound to another.
  get sounds() {
    return this.layers.has("avatar") || this.layers.has("captions");
  }

  apply(body) {
    body.dataset.theme = this.theme;
    body.dataset.layers = [...this.layers].join(" ");
    body.dataset.safe = this.safe.join(" ");
    body.dataset.debug = this.debug ? "1" : "0";
    body.dataset.still = still() ? "1" : "0";
  }
}

// Less motion where the person asks for it; a stream's viewers are others than the one whose
// system says so.
export function still() {
  return !window.obsstudio && matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// A movement of its own, on the compositor; none where little motion is wanted.
export function move(node, frames, options) {
  return node && !still() ? node.animate(frames, options) : null;
}
