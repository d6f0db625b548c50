// One field of a dialog: its node, and how to read it.
import { make, option, textOf } from "./element.js";

function input(type, given) {
  const node = make("input", "field");
  node.type = type;
  node.value = given.value ?? "";
  return node;
}

function number(given) {
  const node = input("number", given);
  node.inputMode = "numeric";
  node.min = given.min ?? "";
  node.max = given.max ?? "";
  node.step = given.step ?? 1;
  return { node, read: () => (node.value === "" ? null : Number(node.value)) };
}

function words(given) {
  const node = given.kind === "long" ? make("textarea", "field") : input("text", given);
  if (given.kind === "long") {
    node.rows = 4;
    node.value = given.value ?? "";
  }
  if (given.maxLength) node.maxLength = given.maxLength;
  if (given.minLength) node.minLength = given.minLength;
  node.placeholder = textOf(given.placeholder);
  return { node, read: () => node.value.trim() };
}

function check(given) {
  const node = input("checkbox", given);
  node.className = "";
  node.checked = given.value === true;
  return { node, read: () => node.checked };
}

function choice(given) {
  const node = make("select", "field");
  if (!given.required) node.append(option("", "고르지 않음"));
  node.append(...given.choices.map((one) => option(one.value, one.label)));
  return { node, read: () => node.value };
}

const KINDS = { number, text: words, long: words, check, choice };

// given: {name, label, kind, value?, required?, …}
export function fieldOf(given) {
  const { node, read } = KINDS[given.kind](given);
  node.name = given.name;
  node.required = given.required === true;
  const row = make("label", given.kind === "check" ? "check" : "field-row");
  const label = make("span", "label", given.label);
  if (given.required) label.append(make("i", "", " *"));
  if (given.kind === "check") row.append(node, label);
  else row.append(label, node);
  if (textOf(given.note)) row.append(make("small", "", given.note));
  return { row, name: given.name, read };
}
