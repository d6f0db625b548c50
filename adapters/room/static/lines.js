// One node for each kind of event in the log.
import { face, make, money, paint, textOf } from "/look/element.js";
import { callButtons, linkNumbers } from "./help_lines.js";
import { filmRow } from "/look/film.js";

const clock = new Intl.DateTimeFormat("ko-KR", { hour: "numeric", minute: "2-digit" });

function hueOf(id) {
  let hash = 7;
  for (const letter of String(id)) hash = (hash * 31 + letter.codePointAt(0)) >>> 0;
  return (hash * 47) % 360;
}

export function chatLine(event, mine) {
  const donated = event.donation && typeof event.donation === "object" ? event.donation : null;
  const line = make("li", "line");
  line.classList.toggle("mine", mine);
  line.classList.toggle("donation", Boolean(donated));
  line.style.setProperty("--hue", hueOf(event.viewer?.id ?? event.viewer?.name));
  const head = make("span", "line-head", textOf(event.viewer?.name) || "손님");
  if (mine) head.append(make("span", "mine-mark", "나"));
  if (donated) head.append(make("span", "donation-amount", `${money(donated.amount, donated.unit)} 후원`));
  line.append(head);
  if (textOf(event.text)) line.append(make("span", "line-text", event.text));
  if (Number.isFinite(event.at)) {
    const when = new Date(event.at * 1000);
    const time = make("time", "line-time", clock.format(when));
    time.dateTime = when.toISOString();
    line.append(time);
  }
  return line;
}

export function waitText(position, seconds) {
  const parts = [];
  if (Number.isInteger(position) && position > 0) parts.push(`${position}번째`);
  if (Number.isFinite(seconds) && seconds > 0) {
    parts.push(seconds < 55 ? `약 ${Math.max(10, Math.round(seconds / 10) * 10)}초` : `약 ${Math.round(seconds / 60)}분`);
  }
  return parts.length ? parts.join(" · ") : "곧 답해 드릴게요";
}

export function receipt(event, first) {
  const text = `접수됐어요 · ${waitText(event.position, event.eta_s)}`;
  return make("span", "receipt", first ? `${text} · AI 상담사가 답해요` : text);
}

function quote(target, onQuote) {
  const node = make("button", "quote");
  node.type = "button";
  const words = make("span");
  words.append(make("b", "", `${target.name}님 `), target.text || "후원");
  node.append(words);
  node.setAttribute("aria-label", `${target.name}님의 글로 이동: ${target.text}`);
  node.addEventListener("click", onQuote);
  return node;
}

function crisisBox(event) {
  const line = make("li", "crisis");
  const text = make("p");
  const found = linkNumbers(text, textOf(event.text));
  line.append(text);
  if (found.length) line.append(callButtons(found));
  return line;
}

// target: the viewer's line it answers ({name, text}) or null
export function replyLine(event, persona, target, onQuote) {
  if (event.crisis === true) return crisisBox(event);
  const line = make("li", "reply");
  paint(line, persona.colour);
  const body = make("div", "reply-body");
  const head = make("p", "reply-head");
  head.append(make("span", "reply-name", persona.name), make("span", "ai", "AI"));
  const bubble = make("div", "bubble");
  if (target) bubble.append(quote(target, onQuote));
  bubble.append(make("p", "bubble-text", textOf(event.text)));
  body.append(head, bubble);
  const films = filmRow(event.films);
  if (films) body.append(films);
  line.append(face(persona, 56), body);
  return line;
}

export function noticeLine(event) {
  return make("li", "notice", textOf(event.text));
}
