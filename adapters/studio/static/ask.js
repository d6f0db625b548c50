// A question before what cannot be undone, and an address where it cannot be copied unseen.
import { byId } from "/look/element.js";
import { told } from "./toasts.js";
import { t } from "./words.js";

// The text typed ("" where none was asked for), or null when it was called off.
export function ask(text, yes, { label = "", value = "" } = {}) {
  const dialog = byId("ask");
  const input = byId("ask-input");
  byId("ask-text").textContent = text;
  byId("ask-yes").textContent = yes;
  byId("ask-label").hidden = !label;
  byId("ask-label-text").textContent = label;
  input.value = value;
  dialog.returnValue = "";
  dialog.showModal();
  if (label) input.select();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes" ? input.value.trim() : null), { once: true });
  });
}

byId("ask-yes").addEventListener("click", () => byId("ask").close("yes"));
byId("ask-no").addEventListener("click", () => byId("ask").close(""));

// A secret goes to the clipboard without ever being on a screen that may be streamed.
export async function copy(secret, said = t("copied")) {
  try {
    await navigator.clipboard.writeText(secret);
    told(said);
  } catch {
    await ask(t("copy_by_hand"), t("close"), { label: t("copy"), value: secret });
  }
}
