// Dark unless somebody chose otherwise; "auto" follows the device.
import { byId, make } from "/look/element.js";
import { segments } from "./pieces.js";
import { lasting } from "/look/store.js";
import { language, speak, t } from "./words.js";

const THEME = "lovelm.studio.theme";
const light = window.matchMedia("(prefers-color-scheme: light)");

const chosen = () => (["light", "auto"].includes(lasting.get(THEME)) ? lasting.get(THEME) : "dark");

function show() {
  const theme = chosen();
  document.documentElement.dataset.theme = theme === "auto" ? (light.matches ? "light" : "dark") : theme;
}

function row(text, node) {
  const one = make("div", "screen-row");
  one.append(make("span", "", text), node);
  return one;
}

export function screen() {
  const languages = segments("language", [["ko", "한국어"], ["en", "English"]], language, speak, t("language"));
  const themes = segments("theme", ["dark", "light", "auto"].map((name) => [name, t(`theme_${name}`)]), chosen(), (name) => {
    lasting.set(THEME, name);
    show();
  }, t("theme"));
  byId("screen").replaceChildren(row(t("language"), languages), row(t("theme"), themes));
}

light.addEventListener("change", show);
show();
