// Does something, says so, and offers the way back where the server gave one.
import { deed } from "./api.js";
import { told, undoable, wrong } from "./toasts.js";
import { t } from "./words.js";

// The answer, or null when it was refused (which has been said).
async function done(what) {
  try {
    return await deed(what);
  } catch (error) {
    wrong(error.message);
    return null;
  }
}

export async function undo(what) {
  const answer = await done(what);
  if (answer) told(t("undone"));
  return answer;
}

export async function act(what, said = "") {
  const answer = await done(what);
  if (answer && said) tell(said, answer);
  return answer;
}

export function tell(said, answer) {
  if (answer.undo) undoable(said, () => undo(answer.undo));
  else told(said);
}

// The same from a button, which rests meanwhile.
export async function press(node, what, said) {
  node.setAttribute("aria-disabled", "true");
  if (node.dataset.busy) return null;
  node.dataset.busy = "1";
  try {
    return await act(what, said);
  } finally {
    delete node.dataset.busy;
    node.removeAttribute("aria-disabled");
  }
}
