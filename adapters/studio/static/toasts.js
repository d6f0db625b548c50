// Short lines about what was done, with a way back for ten seconds.
import { byId, make } from "/look/element.js";
import { button } from "./pieces.js";
import { t } from "./words.js";

const SHOWN_MS = 4000;
// The server brings a skipped line back for a little longer.
const UNDO_MS = 10_000;
const MOST = 4;
let newest = null;

function put(text, { kind = "", undo = null }) {
  const toast = make("div", `toast ${kind}`);
  toast.append(make("span", "toast-text", text));
  const away = () => {
    clearTimeout(timer);
    if (newest?.toast === toast) newest = null;
    toast.remove();
  };
  const timer = setTimeout(away, undo ? UNDO_MS : SHOWN_MS);
  if (undo) {
    const back = () => {
      away();
      undo();
    };
    toast.classList.add("undoable");
    toast.append(button(t("undo"), back, { name: "toast-undo" }));
    newest = { toast, back };
  }
  const box = byId("toasts");
  box.append(toast);
  while (box.childElementCount > MOST) box.firstElementChild.remove();
}

export const told = (text) => put(text, {});
export const wrong = (text) => put(text, { kind: "bad" });
export const undoable = (text, undo) => put(text, { undo });

// Z: takes back what was done last, while its line is there.
export function undoNewest() {
  if (!newest?.toast.isConnected) return false;
  newest.back();
  return true;
}

// For screen readers alone, at most one line in five seconds: the newest.
const QUIET_MS = 5000;
let waiting = null;
let last = "";
export function announce(text) {
  if (text === last && !waiting) return;
  if (waiting) {
    waiting.text = text;
    return;
  }
  waiting = { text };
  setTimeout(() => {
    last = waiting.text;
    waiting = null;
    byId("told").textContent = last;
  }, last ? QUIET_MS : 300);
}
