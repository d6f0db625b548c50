// Times as the server counts them: this machine's clock may be wrong.
import { language, t } from "./words.js";

let ahead = 0;

export function setNow(seconds) {
  if (Number.isFinite(seconds)) ahead = seconds - Date.now() / 1000;
}

export const now = () => Date.now() / 1000 + ahead;

export function span(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return t("seconds", { n: whole });
  if (whole < 3600) return t("minutes", { n: Math.floor(whole / 60) });
  if (whole < 86400) return t("hours", { n: Math.floor(whole / 3600) });
  return t("days", { n: Math.floor(whole / 86400) });
}

export function ago(at) {
  const passed = now() - at;
  return passed < 5 ? t("just_now") : t("ago", { time: span(passed) });
}

const day = new Intl.DateTimeFormat(language === "en" ? "en-GB" : "ko-KR", {
  month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});
export const date = (at) => day.format(new Date(at * 1000));

// Texts that grow older by themselves: a node is forgotten when it leaves the page.
const ageing = new Map();

export function age(node, text) {
  ageing.set(node, text);
  node.textContent = text();
}

setInterval(() => {
  for (const [node, text] of ageing) {
    if (!node.isConnected) {
      ageing.delete(node);
      continue;
    }
    const next = text();
    if (node.textContent !== next) node.textContent = next;
  }
}, 1000);
