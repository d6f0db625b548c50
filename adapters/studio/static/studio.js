// Opens the door, then wires what the server tells to the panels, and the keys to what they do.
import { byId, textOf } from "/look/element.js";
import { fill, has, t } from "./words.js";
import { screen } from "./theme.js";
import { onSignedOut, signIn, signOut } from "./api.js";
import { Link } from "./link.js";
import { act, press } from "./deeds.js";
import { told, undoNewest } from "./toasts.js";
import { setNow } from "./clock.js";
import { keepDrafts } from "./drafts.js";
import { listen, openHelp } from "./keys.js";
import { onView, open, seen, view } from "./views.js";
import { Queue } from "./queue.js";
import { Parts } from "./parts.js";
import { Cast } from "./cast.js";
import { Speaking } from "./speaking.js";
import { Corner } from "./corner.js";
import { HeldAnswers } from "./held.js";
import { Say } from "./say.js";
import { Gifts } from "./gifts.js";
import { AlarmList } from "./alarms.js";
import { Stories } from "./stories.js";
import { Settings } from "./settings.js";
import { Programme } from "./programme.js";
import { Report } from "./report.js";
import { Budget } from "./budget.js";
import { Manage } from "./manage.js";

const cast = new Cast();
const settings = new Settings();
const panels = {
  queue: new Queue(), parts: new Parts(), speaking: new Speaking(cast), corner: new Corner(), held: new HeldAnswers(),
  say: new Say(cast), gifts: new Gifts(), alarms: new AlarmList(), stories: new Stories(), settings,
  programme: new Programme(), report: new Report(), budget: new Budget(), manage: new Manage((key) => settings.titleOf(key)),
};
const list = (value) => (Array.isArray(value) ? value.filter((one) => one !== null && typeof one === "object") : []);

// Which keys of the state a panel is made from, and how it shows them.
const SHOWN = [
  [["queue"], (state) => panels.queue.show(list(state.queue))],
  [["speaking"], (state) => panels.speaking.show(state.speaking ?? null)],
  [["paused", "quiet", "answering"], showStopped],
  [["corner"], (state) => panels.corner.show(state.corner ?? null)],
  [["held"], (state) => panels.held.show(list(state.held))],
  [["gifts", "to_check", "gift_words"], (state) => panels.gifts.show(list(state.gifts), list(state.to_check), list(state.gift_words))],
  [["alarms"], (state) => panels.alarms.show(list(state.alarms))],
  [["parts", "overlay"], (state) => panels.parts.show(state.parts, state.overlay)],
  [["stories"], (state) => panels.stories.show(state.stories)],
  [["programme"], (state) => panels.programme.show(list(state.programme))],
  [["ignored"], (state) => panels.manage.ignored(list(state.ignored))],
  [["costs"], (state) => panels.budget.show(panels.manage.streamer ? state.costs ?? null : null)],
];
let state = {};
let link = null;
let lost = null;

function onEvent(event) {
  if (event.type !== "state") return;
  setNow(event.now);
  state = { ...state, ...event };
  for (const [keys, show] of SHOWN) {
    if (!keys.some((key) => Object.hasOwn(event, key))) continue;
    try {
      show(state);
    } catch (error) {
      console.warn(`studio: ${keys[0]} could not be shown (${error.name})`);
    }
  }
}

function showStopped({ paused, quiet, answering }) {
  const stopped = paused === true || quiet === true;
  byId("pause").setAttribute("aria-pressed", String(stopped));
  byId("pause-text").textContent = stopped ? t("resume") : t("pause");
  byId("quiet").setAttribute("aria-pressed", String(quiet === true));
  const away = answering === false;
  byId("stopped").hidden = !stopped && !away;
  byId("stopped").dataset.quiet = quiet === true;
  byId("stopped-resume").hidden = away;
  byId("stopped-text").textContent = away ? t("answering_off") : quiet ? t("quiet_on") : t("paused_on");
}

const pause = () => (state.paused || state.quiet ? act({ do: "resume" }, t("done_resume")) : act({ do: "pause", on: true }, t("done_pause")));
const quiet = () => act({ do: "quiet" }, t("done_quiet"));
const next = () => press(byId("next"), { do: "answer_now" }, t("next_done"));

function onState(now, at) {
  if (now === "live") {
    if (lost) {
      told(t("found"));
      if (view() === "settings") opened("settings");
    }
    clearInterval(lost?.timer);
    lost = null;
  } else if (now === "off" || lost) {
    clearInterval(lost?.timer);
    const say = () => {
      const wait = Math.ceil((at - Date.now()) / 1000);
      byId("lost-when").textContent = wait > 0 ? t("lost_in", { n: wait }) : t("lost_trying");
    };
    lost = { timer: setInterval(say, 500) };
    say();
  }
  byId("lost").hidden = !lost;
  byId("main").toggleAttribute("data-stale", lost !== null);
}

function opened(name) {
  if (name === "settings") {
    panels.settings.load();
    panels.manage.load();
  }
  if (name === "report") panels.report.load();
}

function out(why) {
  link?.end();
  link = null;
  byId("studio").hidden = true;
  byId("door").hidden = false;
  byId("door-why").textContent = t(why);
  byId("door-link").focus();
}

async function enter(invite) {
  let session;
  try {
    session = await signIn(invite);
  } catch (error) {
    out(error.signedOut ? (invite ? "door_refused" : "door_missing") : "door_away");
    return;
  }
  link?.end();
  lost = null;
  state = {};
  byId("door").hidden = true;
  byId("studio").hidden = false;
  byId("lost").hidden = true;
  const { channel, me } = session;
  const platform = `platform_${channel?.platform}`;
  byId("channel-name").textContent = textOf(channel?.name) || (has(platform) ? t(platform) : "");
  byId("channel-platform").textContent = has(platform) ? t(platform) : textOf(channel?.platform);
  byId("me").textContent = t("me_is", { name: textOf(me?.name), level: t(me?.level === "streamer" ? "level_streamer" : "level_manager") });
  panels.manage.showFor(me?.level);
  panels.report.clear();
  if (view() === "report") panels.report.load();
  panels.settings.load().then((read) => {
    cast.know(read?.personas);
    if (state.speaking) panels.speaking.show(state.speaking);
  });
  link = new Link({ onEvent, onState, stillIn, onOut: () => out("door_revoked") });
}

// Before the socket is tried again: a browser does not tell why it was refused.
async function stillIn() {
  try {
    await signIn("");
    return true;
  } catch (error) {
    return !error.signedOut;
  }
}

// The invite leaves the address bar, and with it the history, before anything is asked.
function taken() {
  const hash = location.hash.slice(1);
  if (!hash || document.getElementById(hash)) return "";
  history.replaceState(null, "", location.pathname);
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}

fill();
screen();
keepDrafts();
byId("queue-hint").textContent = t("queue_keys");
byId("pause").addEventListener("click", pause);
byId("stopped-resume").addEventListener("click", () => act({ do: "resume" }, t("done_resume")));
byId("quiet").addEventListener("click", quiet);
byId("next").addEventListener("click", next);
byId("lost-now").addEventListener("click", () => link?.now());
byId("leave").addEventListener("click", () => signOut().catch(() => {}).finally(() => out("door_left")));
byId("door-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const typed = byId("door-link").value.trim();
  byId("door-link").value = "";
  enter(typed.includes("#") ? typed.slice(typed.indexOf("#") + 1) : typed);
});
window.addEventListener("hashchange", () => {
  const invite = taken();
  if (invite) enter(invite);
});
// What is printed in this view is the report.
window.addEventListener("keydown", (event) => {
  if (event.code === "KeyP" && (event.ctrlKey || event.metaKey) && view() === "report" && panels.report.print()) event.preventDefault();
});
onSignedOut(() => out("door_revoked"));
onView(opened);
open("queue");
const toView = (place) => () => seen()[place] && open(seen()[place]);
listen({
  KeyJ: () => panels.queue.move(1), ArrowDown: () => panels.queue.move(1),
  KeyK: () => panels.queue.move(-1), ArrowUp: () => panels.queue.move(-1),
  Enter: () => panels.queue.do("answer"), KeyS: () => panels.queue.do("skip"), KeyI: () => panels.queue.do("ignore"),
  KeyN: next, KeyP: pause, KeyQ: quiet, KeyT: () => panels.corner.let(), KeyZ: undoNewest,
  Digit1: toView(0), Digit2: toView(1), Digit3: toView(2), Digit4: toView(3),
  Digit5: toView(4), Digit6: toView(5),
  Escape: () => panels.parts.close() || (document.activeElement !== document.body && document.activeElement.blur()),
  help: openHelp,
});
enter(taken());
