// A message of the Discord channel, with what hangs below its words.
import { listOf, make, textOf } from "./element.js";
import { person } from "./line.js";
import { rowOf } from "./parts.js";
import { paragraphs, wordsOf } from "./words.js";

function embed(given, names) {
  const box = make("article", "embed");
  if (Number.isInteger(given.color)) {
    box.style.setProperty("--edge", `#${given.color.toString(16).padStart(6, "0")}`);
  }
  if (textOf(given.author?.name)) box.append(make("p", "small", given.author.name));
  if (textOf(given.title)) {
    const title = make("h3");
    title.append(...wordsOf(given.title, names));
    box.append(title);
  }
  box.append(...paragraphs(given.description ?? "", names));
  const fields = make("dl", "embed-fields");
  for (const field of listOf(given.fields)) {
    const group = make("div", field.inline ? "inline" : "");
    const value = make("dd");
    value.append(...paragraphs(field.value, names));
    group.append(make("dt", "", field.name), value);
    fields.append(group);
  }
  if (fields.childElementCount) box.append(fields);
  if (textOf(given.footer?.text)) box.append(make("p", "small", given.footer.text));
  return box;
}

function above(event) {
  if (textOf(event.used)) return `↪ ${event.used}`;
  return textOf(event.to) ? `↪ ${event.to} 님에게 답장` : "";
}

// onPart(customId, values or null): somebody pressed a button, or chose
export function messageOf(event, { names, menus, onPart }) {
  const line = make("li", "line message-line");
  line.classList.toggle("bot", event.bot === true);
  line.classList.toggle("private", Boolean(event.only));
  if (above(event)) line.append(make("p", "to", above(event)));
  line.append(person(event.name, event.bot ? "앱" : event.role));
  const body = make("div", "body");
  if (event.thinking) body.append(make("p", "thinking", "러블름이 생각하고 있어요…"));
  else if (textOf(event.text)) body.append(...paragraphs(event.text, names));
  for (const one of listOf(event.embeds)) body.append(embed(one, names));
  for (const row of listOf(event.components)) body.append(rowOf(row, { names, menus, onPart }));
  if (event.edited) body.append(make("p", "small", "(수정됨)"));
  if (event.only) body.append(make("p", "small", "나에게만 보이는 메시지예요"));
  line.append(body);
  return line;
}
