// Wires the overlay: settings from the address, events to the parts that show them.
import { Voice } from "./audio.js";
import { Stage } from "./stage.js";
import { Speech } from "./speech.js";
import { DonationAlerts, FilmRow, ReceiptToast } from "./cards.js";
import { VoteBar } from "./poll.js";
import { Link } from "./link.js";
import { debugPanel } from "./debug.js";

const byId = (id) => document.getElementById(id);
const settings = new URLSearchParams(location.search);
const safe = settings.get("safe");
const asked = settings.get("volume");
const volume = asked !== null && asked.trim() !== "" && Number.isFinite(Number(asked)) ? Number(asked) : 100;
document.body.dataset.safe = ["left", "right"].includes(safe) ? safe : "none";
document.body.dataset.debug = settings.get("debug") === "1" ? "1" : "0";

const screen = byId("screen");
const unlock = byId("unlock");
let link = null;
// What the test buttons show is nobody's business but this page's.
const send = (message) => String(message.id).startsWith("local:") || link?.send(message);

const voice = new Voice(volume);
const stage = new Stage();
const speech = new Speech({
  voice,
  stage,
  send,
  onBlocked: () => { unlock.hidden = voice.inObs; },
});
const alerts = new DonationAlerts(byId("alerts"), send);
const receipts = new ReceiptToast(byId("receipts"));
const films = new FilmRow(byId("films"));
const polls = new VoteBar(byId("polls"));

function appear() {
  screen.hidden = false;
  screen.classList.remove("cut");
}

// One page may show several channels: only what belongs to the silenced one goes.
function stop(event) {
  const channel = typeof event.channel === "string" ? event.channel : undefined;
  if (seen.size < 2) return silence();
  speech.stop(channel);
  alerts.clear(channel);
  return undefined;
}

function silence() {
  screen.classList.add("cut");
  screen.hidden = true;
  unlock.hidden = true;
  speech.stop();
  alerts.clear();
  receipts.clear();
  films.clear();
  polls.clear();
}

const handlers = {
  hello(event) {
    stage.meet(event.personas);
    speech.setOwner(event.audio_owner === true);
    appear();
  },
  audio_owner(event) {
    speech.setOwner(event.owner === true);
  },
  speak(event) {
    appear();
    speech.add(event);
  },
  donation(event) {
    appear();
    alerts.add(event);
  },
  receipt(event) {
    appear();
    receipts.add(event);
  },
  poll(event) {
    appear();
    polls.show(event, stage.personas);
  },
  films(event) {
    appear();
    films.show(event, stage.personas.get(event.persona)?.colour);
  },
  stop,
};

const seen = new Set();

function handle(event) {
  if (typeof event.channel === "string") seen.add(event.channel);
  if (Object.hasOwn(handlers, event.type)) handlers[event.type](event);
}

unlock.addEventListener("click", async () => {
  if (await voice.wake(1500)) unlock.hidden = true;
});

link = new Link({ onEvent: handle, onRefused: silence });
if (document.body.dataset.debug === "1") debugPanel(byId("debug"), { stage, speech, voice, handle });
