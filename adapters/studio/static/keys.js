// The keyboard: letters by their place, so that they work while a Korean keyboard is on.
import { byId, make } from "/look/element.js";
import { t } from "./words.js";

const TYPED = "input:not([type=radio], [type=checkbox]), textarea, select";
const SHOWN = [
  [["J", "K", "↓", "↑"], "key_move"], [["Enter"], "key_answer"], [["N"], "key_next"], [["S"], "key_skip"], [["I"], "key_ignore"],
  [["P"], "key_pause"], [["Q"], "key_quiet"], [["T"], "key_take"], [["Z"], "key_undo"],
  [["1", "2", "3", "4", "5"], "key_views"], [["?"], "key_help"], [["Esc"], "key_escape"],
];

// `deeds`: code of the key → what it does.
export function listen(deeds) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && !event.code.startsWith("Arrow") && !"JK".includes(event.code.at(-1))) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.target.closest?.(TYPED)) {
      if (event.code === "Escape") event.target.blur();
      return;
    }
    // Enter and the arrows belong to what has the focus, unless that is the queue or nothing.
    const free = event.target === document.body || event.target.closest?.("#queue") !== null;
    const own = event.target.closest?.("button, summary, a");
    if (event.code === "Enter" && (own || !free)) return;
    if (event.code.startsWith("Arrow") && !free) return;
    const deed = event.key === "?" ? deeds.help : event.shiftKey ? null : deeds[event.code];
    if (!deed) return;
    event.preventDefault();
    deed();
  });
}

export function openHelp() {
  byId("keys").showModal();
}

for (const [keys, text] of SHOWN) {
  const names = make("dt");
  names.append(...keys.map((key) => make("kbd", "", key)));
  byId("keys-list").append(names, make("dd", "", t(text)));
}
for (const id of ["keys-open", "keys-open-too"]) byId(id).addEventListener("click", openHelp);
byId("keys-close").addEventListener("click", () => byId("keys").close());
