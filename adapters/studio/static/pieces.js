// Small pieces that several panels are made of.
import { make } from "/look/element.js";

export function button(text, onClick, { name = "button", label = "" } = {}) {
  const node = make("button", name, text);
  node.type = "button";
  if (label) node.setAttribute("aria-label", label);
  node.addEventListener("click", () => onClick(node));
  return node;
}

// One of several, as radio buttons that look like one bar.
export function segments(name, options, chosen, onChoose, label) {
  const node = make("fieldset", "segments");
  node.append(make("legend", "hidden-label", label));
  for (const [value, text] of options) {
    const option = make("label", "segment");
    const input = make("input");
    Object.assign(input, { type: "radio", name, value, checked: value === chosen });
    input.addEventListener("change", () => input.checked && onChoose(value));
    option.append(input, make("span", "", text));
    node.append(option);
  }
  return node;
}

export function choose(node, value) {
  for (const input of node.querySelectorAll("input")) input.checked = input.value === value;
}

// `code` in a text of the server's becomes an element, the rest stays text.
export function written(text, name = "") {
  const node = make("p", name);
  String(text).split("`").forEach((part, place) => {
    if (part) node.append(place % 2 ? make("code", "", part) : part);
  });
  return node;
}

// A colour of the viewer's own, as in the chat room.
export function hue(id) {
  let hash = 7;
  for (const letter of String(id)) hash = (hash * 31 + letter.codePointAt(0)) >>> 0;
  return (hash * 47) % 360;
}
