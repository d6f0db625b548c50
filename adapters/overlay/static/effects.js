// What a donor's effect draws around the alert: a few shapes that fly once and are gone.
import { move, still } from "./view.js";

const SVG = "http://www.w3.org/2000/svg";
// By tier: how many shapes.
const SHAPES = [0, 8, 12, 18, 26];

const between = (low, high) => low + Math.random() * (high - low);
const pick = (list) => list[Math.floor(Math.random() * list.length)];

function shape({ d, colours }) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-12 -12 24 24");
  svg.setAttribute("class", "bit");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", pick(d));
  path.setAttribute("fill", pick(colours));
  svg.append(path);
  return svg;
}

// Without an effect of the donor's own only the large gifts get one.
export function burst(card, effect, tier) {
  const name = Object.hasOwn(EFFECTS, effect ?? "") ? effect : tier >= 3 ? "stars" : "";
  if (!name || still()) return;
  const about = EFFECTS[name];
  const sky = document.createElement("div");
  sky.className = "bits";
  card.prepend(sky);
  for (let number = 0; number < SHAPES[tier]; number += 1) {
    const bit = shape(about);
    sky.append(bit);
    const [frames, options] = about.flight();
    move(bit, frames, { fill: "both", ...options });
  }
}

// From the middle outwards, then down.
function spray() {
  const [angle, far] = [between(0, Math.PI * 2), between(14, 30)];
  const [x, y] = [Math.cos(angle) * far, Math.sin(angle) * far * 0.55];
  const turn = between(-360, 360);
  return [
    [
      { transform: "translate(0, 0) scale(.2)", opacity: 1 },
      { transform: `translate(${x}rem, ${y}rem) rotate(${turn * 0.7}deg) scale(1)`, opacity: 1, offset: 0.45 },
      { transform: `translate(${x * 1.1}rem, ${y + 6}rem) rotate(${turn * 0.92}deg) scale(.9)`, opacity: 1, offset: 0.82 },
      { transform: `translate(${x * 1.12}rem, ${y + 9}rem) rotate(${turn}deg) scale(.8)`, opacity: 0 },
    ],
    { duration: between(2000, 3000), delay: between(0, 400), easing: "cubic-bezier(.15, .7, .4, 1)" },
  ];
}

// Down from above.
function fall() {
  const [x, sway, size] = [between(-28, 28), between(-4, 4), between(0.6, 1.2)];
  return [
    [
      { transform: `translate(${x}rem, -8rem) scale(${size})`, opacity: 0 },
      { transform: `translate(${x + sway}rem, 2rem) rotate(120deg) scale(${size})`, opacity: 1, offset: 0.35 },
      { transform: `translate(${x - sway}rem, 17rem) rotate(300deg) scale(${size})`, opacity: 0 },
    ],
    { duration: between(2600, 4200), delay: between(0, 1400), easing: "linear" },
  ];
}

// Up from the card.
function rise() {
  const [x, sway, size] = [between(-24, 24), between(-3, 3), between(0.7, 1.4)];
  return [
    [
      { transform: `translate(${x}rem, 5rem) scale(.2)`, opacity: 0 },
      { transform: `translate(${x + sway}rem, 1rem) scale(${size})`, opacity: 1, offset: 0.3 },
      { transform: `translate(${x - sway}rem, -7rem) scale(${size * 0.8})`, opacity: 0 },
    ],
    { duration: between(1800, 3000), delay: between(0, 1200), easing: "ease-out" },
  ];
}

const STAR = "M0 -10L2.900 -3.500L10 -3L4.600 1.800L6.200 9L0 5.200L-6.200 9L-4.600 1.800L-10 -3L-2.900 -3.500Z";
const EFFECTS = {
  heart: { d: ["M0 9C-8 3 -10 0 -10 -4A5 5 0 0 1 0 -5A5 5 0 0 1 10 -4C10 0 8 3 0 9Z"], colours: ["#F2869F", "#FBB4C3", "#E5596F"], flight: rise },
  fireworks: { d: ["M-2 -9H2V9H-2Z", "M0 -6A6 6 0 1 1 0 6A6 6 0 1 1 0 -6Z", "M-7 -3H7V3H-7Z"], colours: ["#FFC861", "#F2869F", "#7FB4FF", "#8BDC8A", "#C9A8FF"], flight: spray },
  applause: { d: ["M-7 9C-10 2 -9 -2 -7 -3L-6 -9Q-4 -11 -3 -8V-3L-2 -10Q0 -12 1 -9V-3L3 -9Q5 -11 6 -8L5 -1L7 -4Q10 -5 9 -2C7 4 4 9 0 10Z"], colours: ["#FFD9B8", "#F8D2B6", "#FFE3D3"], flight: rise },
  snow: { d: ["M0 -5A5 5 0 1 1 0 5A5 5 0 1 1 0 -5Z", "M-1 -9H1V-2L7 -5L8 -3L2 0L8 3L7 5L1 2V9H-1V2L-7 5L-8 3L-2 0L-8 -3L-7 -5L-1 -2Z"], colours: ["#fff", "#DDEBFA"], flight: fall },
  petals: { d: ["M0 -9C6 -6 7 3 0 9C-7 3 -6 -6 0 -9Z", "M0 -8C7 -8 8 2 2 8C-3 4 -6 -4 0 -8Z"], colours: ["#FBC4D2", "#F79DB4", "#FFE1E8"], flight: fall },
  stars: { d: [STAR], colours: ["#FFC861", "#FFE3A8", "#fff"], flight: spray },
};
