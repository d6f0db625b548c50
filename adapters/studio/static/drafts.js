// What is being typed outlives a reload of this tab.
import { passing } from "/look/store.js";

const key = (input) => `lovelm.studio.draft.${input.dataset.draft}`;

export function keepDrafts() {
  for (const input of document.querySelectorAll("[data-draft]")) {
    if (!input.value) input.value = passing.get(key(input)) ?? "";
    input.addEventListener("input", () => passing.set(key(input), input.value));
  }
}

export function clearDraft(...inputs) {
  for (const input of inputs) {
    input.value = "";
    passing.set(key(input), "");
  }
}
