// Which part of the page is seen. On a wide screen queue and gifts stand side by side.
import { byId } from "/look/element.js";

const told = [];

export const onView = (listener) => told.push(listener);
export const view = () => byId("main").dataset.view;

export function open(name) {
  byId("main").dataset.view = name;
  for (const tab of byId("views").children) {
    const on = tab.dataset.view === name;
    tab.toggleAttribute("data-on", on);
    if (on) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  window.scrollTo(0, 0);
  for (const listener of told) listener(name);
}

export const seen = () => [...byId("views").children].filter((tab) => tab.checkVisibility()).map((tab) => tab.dataset.view);

byId("views").addEventListener("click", (event) => {
  const tab = event.target.closest("[data-view]");
  if (tab) open(tab.dataset.view);
});
