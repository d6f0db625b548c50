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

export function listOf(value) {
  return Array.isArray(value) ? value : [];
}

export function button(label, onClick, name = "button") {
  const node = make("button", name, label);
  node.type = "button";
  node.addEventListener("click", onClick);
  return node;
}

export function option(value, label) {
  const node = make("option", "", label);
  node.value = value;
  return node;
}

// A link that leaves the page, or its words where the address is no web address.
export function link(address, label, name = "") {
  let url = null;
  try {
    url = new URL(textOf(address));
  } catch {
    return make("span", name, label);
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return make("span", name, label);
  const node = make("a", name, label);
  node.href = url.href;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}
