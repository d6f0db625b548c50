// Discord's slash commands: which may be used, and the forms for their options.
import { listOf, textOf } from "./element.js";

const SUBCOMMAND = 1;
const GROUP = 2;
const INTEGER = 4;
const BOOLEAN = 5;
const NUMBER = 10;
const CHAT_INPUT = 1;

// Every command that can be called, with its subcommands' names after its own.
export function callable(commands, allowed) {
  const found = [];
  const walk = (one, path) => {
    const inner = listOf(one.options).filter(({ type }) => type === SUBCOMMAND || type === GROUP);
    for (const next of inner) walk(next, [...path, next.name]);
    if (!inner.length) found.push({ path, description: textOf(one.description), options: listOf(one.options) });
  };
  for (const one of listOf(commands)) {
    const needed = BigInt(one.default_member_permissions ?? 0);
    if ((one.type ?? CHAT_INPUT) === CHAT_INPUT && (allowed & needed) === needed) walk(one, [one.name]);
  }
  return found;
}

function kindOf(option) {
  if (option.type === INTEGER || option.type === NUMBER) return "number";
  return option.type === BOOLEAN ? "check" : "text";
}

// choices: option type → people, roles or channels
export function fieldsOf(options, choices) {
  return options.map((option) => {
    const own = listOf(option.choices).map(({ name, value }) => ({ value: String(value), label: name }));
    const known = (choices[option.type] ?? []).map(({ id, name }) => ({ value: id, label: name }));
    const offered = own.length ? own : known;
    return {
      name: option.name,
      label: option.name,
      note: textOf(option.description),
      required: option.required === true,
      kind: offered.length ? "choice" : kindOf(option),
      choices: offered,
      min: option.min_value,
      max: option.max_value,
      step: option.type === NUMBER ? "any" : 1,
      minLength: option.min_length,
      maxLength: option.max_length,
    };
  });
}

// What was filled in; options left out are not sent. Choices of numbers are numbers again.
export function filled(options, values) {
  const given = {};
  for (const { name, type } of options) {
    const value = values[name];
    if (value === null || value === "") continue;
    given[name] = (type === INTEGER || type === NUMBER) ? Number(value) : value;
  }
  return given;
}
