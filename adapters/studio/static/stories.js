// The story box: what came in is looked at by a person before it is read aloud.
import { byId, make, textOf } from "/look/element.js";
import { best } from "./api.js";
import { ask } from "./ask.js";
import { age, ago } from "./clock.js";
import { act, press } from "./deeds.js";
import { button } from "./pieces.js";
import { rows } from "./rows.js";
import { wrong } from "./toasts.js";
import { view, open } from "./views.js";
import { has, t } from "./words.js";

const OVER = ["refused", "withdrawn"];
const READABLE = ["approved", "queued"];

export class Stories {
  constructor() {
    byId("stories-best-box").addEventListener("toggle", () => byId("stories-best-box").open && this.#best());
  }

  async #best() {
    const liked = await best().catch((error) => wrong(error.message));
    if (!liked) return;
    byId("stories-best-empty").hidden = rows(byId("stories-best"), liked, { make: bestRow, update: freshLikes }) > 0;
  }

  show(stories) {
    const there = Array.isArray(stories);
    byId("stories-tab").hidden = !there;
    if (!there) {
      if (view() === "stories") open("queue");
      return;
    }
    const pending = stories.filter((one) => one?.state === "pending");
    const queue = stories.filter((one) => one && one.state !== "pending" && !OVER.includes(one.state));
    byId("stories-dot").hidden = pending.length === 0;
    byId("stories-count").textContent = pending.length;
    byId("stories-queue-count").textContent = queue.length;
    byId("stories-pending-empty").hidden = pending.length > 0;
    byId("stories-queue-empty").hidden = queue.length > 0;
    rows(byId("stories-pending"), pending, { make: pendingRow, update: freshText });
    rows(byId("stories-queue"), queue, { make: queueRow, update: queueState });
  }
}

// Offsets count code points, as the server does.
export function marked(text, spans) {
  const letters = [...textOf(text)];
  const node = make("p", "story-text");
  let at = 0;
  for (const [from, to] of [...(Array.isArray(spans) ? spans : [])].sort((one, other) => one[0] - other[0])) {
    if (!(from >= at && to > from)) continue;
    node.append(letters.slice(at, from).join(""));
    const mark = make("mark", "", letters.slice(from, to).join(""));
    mark.title = t("masked");
    mark.append(make("span", "hidden-label", ` (${t("masked")})`));
    node.append(mark);
    at = to;
  }
  node.append(letters.slice(at).join(""));
  return node;
}

function head(story) {
  const node = make("p", "row-head");
  const at = make("span", "row-at");
  if (Number.isFinite(story.at)) age(at, () => ago(story.at));
  node.append(make("b", "row-name", textOf(story.pseudonym)), make("span", "chip state"), make("span", "spring"), at);
  return node;
}

function consents(story) {
  const node = make("p", "chips");
  for (const name of ["follow_up", "shorts"]) if (story.consents?.[name] === true) node.append(make("span", "chip", t(`consent_${name}`)));
  if (Number(story.likes) > 0) node.append(make("span", "chip", t("likes", { n: story.likes })));
  return node;
}

function pendingRow(story) {
  const node = make("li", "row story");
  const edit = make("textarea", "field");
  Object.assign(edit, { rows: 6, hidden: true, maxLength: 2000 });
  edit.setAttribute("aria-label", t("story_text"));
  const approve = button(t("approve"), (pressed) => {
    const edited = edit.hidden || edit.value === node.told.text ? {} : { text: edit.value.trim() };
    decide(pressed, node, { do: "story_approve", ...edited }, t("done_approve"));
  }, { name: "button solid" });
  const change = button(t("edit"), () => {
    edit.hidden = !edit.hidden;
    node.querySelector(".story-text").hidden = !edit.hidden;
    change.setAttribute("aria-expanded", String(!edit.hidden));
    if (!edit.hidden && !edit.value) edit.value = textOf(node.told.text);
    if (!edit.hidden) edit.focus();
  });
  change.setAttribute("aria-expanded", "false");
  const refuse = button(t("refuse"), async () => {
    const reason = await ask(t("refuse_ask"), t("refuse_send"), { label: t("refuse"), value: t("refuse_default") });
    if (reason !== null) act({ do: "story_refuse", id: story.id, reason }, t("done_refuse"));
  });
  const deeds = make("div", "actions");
  deeds.append(refuse, change, approve);
  const first = head(story);
  first.querySelector(".state").hidden = true;
  node.append(first, make("p", "story-text"), edit, consents(story), deeds);
  return steady(node);
}

// Decided on as it stands there; where its teller was faster, what they wrote is shown.
async function decide(pressed, node, what, said) {
  if (await press(pressed, { ...what, id: node.told.id, version: node.told.version }, said)) return;
  if (node.querySelector("textarea:not([hidden])")) node.querySelector("[aria-expanded]").click();
  node.refused = true;
  freshText(node, node.next);
}

function steady(node) {
  for (const left of ["pointerleave", "focusout"]) node.addEventListener(left, () => setTimeout(() => freshText(node, node.next)));
  return node;
}

// Other words do not come under the cursor, where a press was meant for those that stood there.
function freshText(node, story) {
  node.next = story;
  const same = node.told && node.told.version === story.version;
  const busy = node.matches(":hover, :focus-within") || node.querySelector("textarea:not([hidden])");
  if (node.told && !same && busy && !node.refused) return;
  node.told = story;
  if (same) return;
  node.refused = false;
  node.querySelector(".row-name").textContent = textOf(story.pseudonym);
  const text = marked(story.text, story.masked);
  const old = node.querySelector(".story-text");
  text.hidden = old.hidden;
  old.replaceWith(text);
}

function bestRow(story) {
  const node = make("li", "row story");
  node.append(head(story), marked(story.text, story.masked));
  return node;
}

function freshLikes(node, story) {
  node.querySelector(".state").textContent = t("likes", { n: story.likes });
  node.querySelector(".story-text").replaceWith(marked(story.text, story.masked));
}

function queueRow(story) {
  const node = make("li", "row story");
  const read = button(t("read_now"), (pressed) => decide(pressed, node, { do: "story_read" }, t("done_read")), { name: "button slim read" });
  const deeds = make("div", "actions");
  deeds.append(read);
  node.append(head(story), make("p", "story-text"), consents(story), deeds);
  return steady(node);
}

function queueState(node, story) {
  freshText(node, story);
  const chip = node.querySelector(".state");
  const key = `story_${story.state}`;
  chip.textContent = has(key) ? t(key) : textOf(story.state);
  chip.dataset.tone = READABLE.includes(story.state) ? "calm" : "";
  node.querySelector(".read").hidden = !READABLE.includes(story.state);
}
