// Finds the Korean help lines in a crisis answer and makes them callable.
import { make } from "/look/element.js";

const NUMBERS = /1388|1366|109|112/g;
const CALL_NAMES = {
  109: "109 자살예방 상담전화",
  1388: "1388 청소년 상담전화",
  1366: "1366 여성긴급전화",
  112: "112 경찰",
};

// A number stands alone: no digit, and no digit group, touches it.
function alone(text, start, end) {
  const before = text.slice(Math.max(0, start - 2), start);
  const after = text.slice(end, end + 2);
  return !/\d$|\d[-.,:]$/.test(before) && !/^\d|^[-.,:]\d/.test(after) && !/^\s?(원|명|개|년|월|분|초|시간)/.test(after);
}

function isText(text, start, end) {
  return /(문자|#)\s*[:：]?\s*$/.test(text.slice(Math.max(0, start - 6), start)) || /^\s*(번)?(으)?(로|에)?\s*문자/.test(text.slice(end, end + 10));
}

function link(scheme, number, label) {
  const node = make("a", "", label);
  node.href = `${scheme}:${number}`;
  return node;
}

// Fills the paragraph with text and links; answers the numbers found, in order.
export function linkNumbers(paragraph, text) {
  const found = [];
  let done = 0;
  for (const match of text.matchAll(NUMBERS)) {
    const [number] = match;
    const start = match.index;
    const end = start + number.length;
    if (!alone(text, start, end)) continue;
    const scheme = isText(text, start, end) ? "sms" : "tel";
    paragraph.append(text.slice(done, start), link(scheme, number, number));
    done = end;
    if (!found.some((one) => one.number === number && one.scheme === scheme)) found.push({ number, scheme });
  }
  paragraph.append(text.slice(done));
  return found;
}

// Large buttons below the text, for a thumb.
export function callButtons(found) {
  const row = make("div", "crisis-calls");
  for (const { number, scheme } of found) {
    const label = scheme === "sms" ? `${number} 문자 보내기` : `${CALL_NAMES[number]} 걸기`;
    row.append(link(scheme, number, label));
  }
  return row;
}
