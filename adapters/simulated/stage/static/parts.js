// Buttons and select menus below a message.
import { button, link, listOf, make, option, textOf } from "./element.js";
import { paragraphs } from "./words.js";

const BUTTON = 2;
const STYLES = { 1: "solid", 2: "", 3: "good", 4: "bad" };
const TEXT = 10;

function labelOf(part) {
  return [textOf(part.emoji?.name), textOf(part.label)].filter(Boolean).join(" ");
}

function buttonOf(part, onPart) {
  if (textOf(part.url)) return link(part.url, labelOf(part), "button small-button");
  const node = button(labelOf(part), () => onPart(part.custom_id, null), `button small-button ${STYLES[part.style] ?? ""}`);
  node.disabled = part.disabled === true;
  return node;
}

// The menu's own choices, or the people, roles or channels that may be chosen.
export function choicesOf(part, menus) {
  const own = listOf(part.options);
  const given = new Set(listOf(part.default_values).map((one) => one.id));
  const known = (menus[part.type] ?? []).map(({ id, name }) => ({ value: id, label: name, default: given.has(id) }));
  return own.length ? own : known;
}

function selectOf(part, { menus, onPart }) {
  const found = choicesOf(part, menus);
  if ((part.max_values ?? 1) > 1) return severalOf(part, found, onPart);
  const node = make("select", "menu");
  node.setAttribute("aria-label", textOf(part.placeholder) || "고르기");
  node.disabled = part.disabled === true;
  const hint = option("", textOf(part.placeholder) || "고르기");
  const chosen = found.find((one) => one.default);
  node.append(hint, ...found.map((one) => option(one.value, textOf(one.label))));
  node.value = chosen ? chosen.value : "";
  hint.disabled = part.min_values !== 0;
  node.addEventListener("change", () => onPart(part.custom_id, node.value ? [node.value] : []));
  return node;
}

function severalOf(part, found, onPart) {
  const node = make("details", "several");
  node.append(make("summary", "", textOf(part.placeholder) || "고르기"));
  const boxes = found.map((one) => {
    const box = make("input");
    box.type = "checkbox";
    box.value = one.value;
    box.checked = one.default === true;
    const label = make("label", "check");
    label.append(box, textOf(one.label));
    node.append(label);
    return box;
  });
  const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const done = button("고르기", () => onPart(part.custom_id, chosen()), "button small-button solid");
  const allow = () => {
    const { length } = chosen();
    done.disabled = part.disabled === true || length < (part.min_values ?? 1) || length > part.max_values;
  };
  node.addEventListener("change", allow);
  allow();
  node.append(done);
  return node;
}

export function rowOf(row, about) {
  const node = make("div", "parts");
  const parts = Array.isArray(row.components) ? row.components : [row];
  for (const part of parts) {
    if (part.type === BUTTON) node.append(buttonOf(part, about.onPart));
    else if (part.type === TEXT) node.append(...paragraphs(part.content, about.names));
    else if (textOf(part.custom_id)) node.append(selectOf(part, about));
  }
  return node;
}
