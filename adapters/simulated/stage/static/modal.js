// A modal that the bot opened, as fields of our dialog.
import { listOf, textOf } from "./element.js";

const LONG = 2;

function fieldOf(part) {
  return {
    name: part.custom_id,
    label: textOf(part.label),
    kind: part.style === LONG ? "long" : "text",
    value: textOf(part.value),
    placeholder: textOf(part.placeholder),
    required: part.required !== false,
    minLength: part.min_length,
    maxLength: part.max_length,
  };
}

export function modalForm(modal) {
  const fields = listOf(modal.components).flatMap((row) => listOf(row.components).map(fieldOf));
  return { title: textOf(modal.title), fields, submit: "보내기" };
}
