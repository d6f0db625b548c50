// A line of a stream's chat.
import { make, textOf } from "./element.js";

const HUES = 360;

function hueOf(name) {
  let hash = 7;
  for (const letter of name) hash = (hash * 31 + letter.codePointAt(0)) >>> 0;
  return (hash * 47) % HUES;
}

export function person(name, role) {
  const node = make("b", "name", textOf(name));
  node.style.setProperty("--hue", hueOf(textOf(name)));
  const head = make("span", "person");
  if (textOf(role)) head.append(make("span", "role", role));
  head.append(node);
  return head;
}

export function lineOf(event) {
  const line = make("li", "line");
  const note = textOf(event.note);
  line.classList.toggle("bot", event.bot === true);
  line.classList.toggle("gift", Boolean(note));
  if (textOf(event.to)) line.append(make("p", "to", `↪ ${event.to} 님에게 답장`));
  line.append(person(event.name, event.role));
  if (note) line.append(make("span", "gift-note", note));
  if (textOf(event.text)) line.append(make("span", "words", event.text));
  return line;
}
