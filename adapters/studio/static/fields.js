// A control for each kind of setting: choice, switch, number, text, several.
import { make, textOf } from "/look/element.js";
import { choose, segments } from "./pieces.js";
import { number, t } from "./words.js";

const BAR = 4;

// `node` goes into the row, `named` takes its name; `put` shows a value, `disable` forbids it.
export function control(field, read, save) {
  const made = (Object.hasOwn(KINDS, field.kind) ? KINDS[field.kind] : KINDS.text)(field, save, read);
  return {
    named: made.node,
    disable: () => {
      for (const input of made.node.matches("input, select") ? [made.node] : made.node.querySelectorAll("input, select")) input.disabled = true;
    },
    ...made,
  };
}

function choice(field, save) {
  const options = Object.entries(field.choices ?? {});
  if (options.length <= BAR && options.every(([, text]) => textOf(text).length <= 10)) {
    const node = segments(`setting-${field.key}`, options, null, save, textOf(field.title));
    return { node, put: (value) => choose(node, String(value)) };
  }
  const node = make("select", "field");
  for (const [value, text] of options) {
    const option = make("option", "", text);
    option.value = value;
    node.append(option);
  }
  node.addEventListener("change", () => save(node.value));
  return { node, put: (value) => { node.value = String(value); } };
}

function toggle(field, save) {
  const node = make("label", "toggle");
  const input = make("input");
  Object.assign(input, { type: "checkbox", role: "switch" });
  const state = make("span", "toggle-state");
  const show = () => { state.textContent = t(input.checked ? "on" : "off"); };
  input.addEventListener("change", () => {
    show();
    save(input.checked);
  });
  const knob = make("span", "toggle-knob");
  knob.setAttribute("aria-hidden", "true");
  state.setAttribute("aria-hidden", "true");
  node.append(input, knob, state);
  return { node, named: input, put: (value) => { input.checked = value === true; show(); } };
}

function typed(field, save, read, { mode = "text", longest = 0, show = (value) => String(value ?? ""), value = (text) => text } = {}) {
  const node = make("div", "inline");
  const input = make("input", "field");
  input.inputMode = mode;
  if (longest > 0) input.maxLength = longest;
  input.addEventListener("change", () => save(value(input.value.trim())));
  node.append(input);
  return { node, named: input, put: (given) => { input.value = show(given); } };
}

function figure(field, save, read) {
  // What is no number goes to the server as it was typed, which says what is wrong with it.
  const value = (text) => (/^\d+$/.test(text.replace(/,/g, "")) ? Number(text.replace(/,/g, "")) : text);
  const made = typed(field, save, read, { mode: "numeric", show: (given) => number(given), value });
  const between = t("number_between", { least: number(field.least), most: number(field.most) });
  if (textOf(field.unit)) made.node.append(make("span", "unit", field.unit));
  if (Number(field.most) > 0) made.named.title = between;
  return made;
}

function several(field, save, read) {
  const node = make("div", "several");
  node.setAttribute("role", "group");
  const options = field.of === "personas" ? (read.personas ?? []).map((one) => [one.slug, one.name]) : Object.entries(field.choices ?? {});
  const inputs = options.map(([value, text]) => {
    const label = make("label", "several-one");
    const input = make("input");
    Object.assign(input, { type: "checkbox", value });
    input.addEventListener("change", () => save(inputs.filter((one) => one.checked).map((one) => one.value)));
    label.append(input, make("span", "", textOf(text)));
    node.append(label);
    return input;
  });
  return { node, put: (given) => { for (const input of inputs) input.checked = Array.isArray(given) && given.includes(input.value); } };
}

const KINDS = {
  choice,
  switch: toggle,
  number: figure,
  text: (field, save, read) => typed(field, save, read, { longest: field.longest }),
  several,
};
