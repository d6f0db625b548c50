// What people write on Discord: the part of its markdown that is used.
import { link, make, textOf } from "./element.js";

const MARK = new RegExp([
  "\\\\([\\\\`*_{}\\[\\]()#+\\-.!|~>:])",
  "\\*\\*(.+?)\\*\\*",
  "__(.+?)__",
  "~~(.+?)~~",
  "`([^`]+)`",
  "\\[([^\\]]+)\\]\\((https?://[^)\\s]+)\\)",
  "<?(https?://[^\\s<>)]+)>?",
  "<(@!?|@&|#)(\\d+)>",
  "<t:(\\d+)(?::[a-zA-Z])?>",
  "\\*([^*\\s][^*]*)\\*",
  "(?<![\\p{L}\\p{N}])_([^_\\s][^_]*)_(?![\\p{L}\\p{N}])",
].join("|"), "gsu");
const when = new Intl.DateTimeFormat("ko-KR", { month: "long", day: "numeric", hour: "numeric", minute: "2-digit" });

function wrap(tag, text, names) {
  const node = make(tag);
  node.append(...wordsOf(text, names));
  return node;
}

function nodeOf(found, names) {
  const [, escaped, bold, under, struck, code, label, address, bare, kind, id, time, slanted, leaning] = found;
  if (escaped) return escaped;
  if (bold) return wrap("strong", bold, names);
  if (under) return wrap("u", under, names);
  if (struck) return wrap("s", struck, names);
  if (code) return make("code", "", code);
  if (label) return link(address, label);
  if (bare) return link(bare, bare);
  if (id) return make("span", "mention", `${kind === "#" ? "#" : "@"}${names.get(id) ?? "누군가"}`);
  if (time) return make("span", "mention", when.format(new Date(Number(time) * 1000)));
  return wrap("em", slanted ?? leaning, names);
}

// names: id → name of people, roles and channels
export function wordsOf(text, names) {
  const nodes = [];
  let done = 0;
  for (const found of text.matchAll(MARK)) {
    nodes.push(text.slice(done, found.index), nodeOf(found, names));
    done = found.index + found[0].length;
  }
  nodes.push(text.slice(done));
  return nodes.filter((node) => node !== "");
}

const STARTS = [[/^### /, "heading"], [/^## /, "heading"], [/^# /, "heading"], [/^-# /, "small"], [/^> /, "quoted"], [/^[-*] /, "item"]];

const FENCE = /```(?:\w+\n)?\n*([^]*?)\n*```/;

// Paragraph by line, since a line's first letters may say what it is; code in its own block.
export function paragraphs(text, names) {
  return textOf(text).split(FENCE).flatMap((part, number) => {
    if (number % 2) return [make("pre", "", part)];
    const lines = number ? part.replace(/^\n/, "") : part;
    return lines ? lines.split("\n").map((line) => paragraph(line, names)) : [];
  });
}

function paragraph(line, names) {
  const [start, name] = STARTS.find(([pattern]) => pattern.test(line)) ?? [/^/, ""];
  const node = make("p", name);
  node.append(...wordsOf(line.replace(start, ""), names));
  return node;
}
