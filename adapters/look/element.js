// Builds nodes from plain text only; data never becomes markup.
export const byId = (id) => document.getElementById(id);

export function make(tag, name = "", text = null) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== null) node.textContent = String(text);
  return node;
}

export function textOf(value) {
  return typeof value === "string" ? value : "";
}

const SLUG = /^[a-z0-9][a-z0-9_-]{0,31}$/;
const COLOUR = /^#[0-9a-f]{6}$/i;

export function paint(node, colour) {
  if (COLOUR.test(colour ?? "")) node.style.setProperty("--c", colour);
}

// A persona's drawing, or its first letter where there is none.
export function face(persona, size) {
  const letter = () => {
    const node = make("span", "face initial", [...(textOf(persona.name) || "?")][0]);
    node.setAttribute("aria-hidden", "true");
    paint(node, persona.colour);
    return node;
  };
  if (!SLUG.test(persona.slug ?? "")) return letter();
  const image = make("img", "face");
  image.src = `/avatars/${persona.slug}.svg`;
  image.alt = "";
  image.width = size;
  image.height = size;
  image.addEventListener("error", () => image.replaceWith(letter()), { once: true });
  return image;
}

const won = new Intl.NumberFormat("ko-KR");
export const money = (amount, unit) => `${won.format(Number(amount) || 0)}${textOf(unit) || "원"}`;
