// What the page says, Korean first; what comes from the server is shown as it is.
import { lasting } from "/look/store.js";
import { LIVE } from "./texts.js";
import { DESK } from "./texts_desk.js";

const LANGUAGE = "lovelm.studio.language";
const TEXTS = { ...LIVE, ...DESK };

export const language = lasting.get(LANGUAGE) === "en" ? "en" : "ko";
const COLUMN = language === "en" ? 1 : 0;

export const has = (key) => Object.hasOwn(TEXTS, key);

export function t(key, values = {}) {
  const text = has(key) ? TEXTS[key][COLUMN] : key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}

// Fills the page's own nodes; they name their text by data-t, data-t-label, data-t-title and data-t-hint.
export function fill() {
  document.documentElement.lang = language;
  document.title = t("title");
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
  for (const node of document.querySelectorAll("[data-t-title]")) node.title = t(node.dataset.tTitle);
  for (const node of document.querySelectorAll("[data-t-hint]")) node.placeholder = t(node.dataset.tHint);
}

// The page starts again: it comes back by its cookie, and what was typed by its drafts.
export function speak(next) {
  lasting.set(LANGUAGE, next);
  location.reload();
}

const numbers = new Intl.NumberFormat(language === "en" ? "en-US" : "ko-KR");
export const number = (value) => numbers.format(Number(value) || 0);
export const won = (value) => t("won", { n: number(Math.round(Number(value) || 0)) });
