// Wires the overlay: settings from the address, events to the parts that show them.
import { Voice } from "./audio.js";
import { Stage } from "./stage.js";
import { Speech } from "./speech.js";
import { DonationAlerts } from "./alerts.js";
import { FilmRow, ReceiptToast } from "./cards.js";
import { NoticeToast } from "./notices.js";
import { VoteBar } from "./poll.js";
import { Pet } from "./pets.js";
import { Link } from "./link.js";
import { Samples } from "./samples.js";
import { View } from "./view.js";
import { badge } from "./badge.js";
import { debugPanel } from "./debug.js";
import { speak } from "./words.js";

const byId = (id) => document.getElementById(id);
const view = new View(location.search);
view.apply(document.body);

const screen = byId("screen");
const unlock = byId("unlock");
let link = null;
// What the test buttons show is nobody's business but this page's.
const send = (message) => String(message.id).startsWith("local:") || link?.send(message);

badge(byId("badge"));
badge(byId("figure-badge"));
byId("figure-badge").hidden = view.layers.has("captions");

const voice = new Voice(view.volume);
const stage = new Stage();
const speech = new Speech({
  voice,
  stage,
  send,
  onBlocked: () => { unlock.hidden = voice.inObs; },
});
const pet = new Pet(byId("pet"), screen);
const alerts = new DonationAlerts(byId("alerts"), send, () => {
  stage.cheer();
  pet.cheer();
}, () => [byId("films"), ...(byId("speaker").classList.contains("on") ? [byId("bubble")] : [])]);
const receipts = new ReceiptToast(byId("receipts"));
const notices = new NoticeToast(byId("notices"));
const films = new FilmRow(byId("films"), () => pet.over());
const polls = new VoteBar(byId("polls"));
const samples = new Samples({ stage, voice, view });
const MOST_LATER = 20;
const seen = new Set();
let resting = null;
// Answers that are told when the calm is over, and their films.
const later = [];

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
  for (const event of later.splice(0)) if (event.id) send({ type: "failed", id: event.id, why: "stopped" });
  screen.classList.add("cut");
  screen.hidden = true;
  unlock.hidden = true;
  speech.stop();
  alerts.clear();
  receipts.clear();
  notices.clear();
  films.clear();
  polls.clear();
}

// Somebody disclosed a crisis: nothing is shown or heard until it is over; gifts wait.
function calm(event) {
  const seconds = Number.isFinite(event.seconds) ? Math.min(600, Math.max(0, event.seconds)) : 0;
  clearTimeout(resting);
  screen.classList.add("calm");
  alerts.hold(true);
  speech.stop();
  receipts.clear();
  notices.clear();
  films.clear();
  resting = setTimeout(() => {
    resting = null;
    screen.classList.remove("calm");
    alerts.hold(false);
    for (const event of later.splice(0)) handle(event);
  }, seconds * 1000);
}

function putOff(event) {
  if (later.length < MOST_LATER) later.push(event);
  else if (event.id) send({ type: "failed", id: event.id, why: "calm" });
}

const handlers = {
  hello(event) {
    stage.meet(event.personas);
    speech.setOwner(event.audio_owner === true);
    handlers.look(event);
    if (event.calm > 0) calm({ seconds: event.calm });
    appear();
  },
  audio_owner(event) {
    speech.setOwner(event.owner === true);
  },
  speak(event) {
    if (!view.sounds) return;
    if (resting) {
      putOff(event);
      return;
    }
    appear();
    speech.add(event);
  },
  donation(event) {
    if (!view.layers.has("alerts")) return;
    appear();
    alerts.add(event);
  },
  // Of someone of whom nothing is shown any more.
  withdraw(event) {
    if (Array.isArray(event.ids)) alerts.withdraw(event.ids);
  },
  receipt(event) {
    if (resting) return;
    appear();
    receipts.add(event);
    stage.heed();
  },
  // A corner is announced, opened or closed.
  notice(event) {
    if (resting) return;
    appear();
    notices.show(event.text);
  },
  poll(event) {
    appear();
    polls.show(event, stage.personas);
  },
  films(event) {
    if (resting) {
      putOff(event);
      return;
    }
    appear();
    const shows = Array.isArray(event.films) && event.films.length > 0;
    const line = shows && view.layers.has("pet") ? pet.host(event.pet) : "";
    films.show(event, stage.personas.get(event.persona)?.colour, line);
  },
  look(event) {
    pet.settle(event.pet);
    speak(event.language);
  },
  async test() {
    if (resting) return;
    handlers.donation(samples.donation());
    handlers.receipt(samples.receipt());
    handlers.films(samples.films(pet.home));
    handlers.poll(samples.poll());
    handlers.speak(await samples.speak());
  },
  calm,
  stop,
  // One answer ends; gifts, votes and films of others stay.
  interrupt(event) {
    speech.stop(event.channel);
  },
};

function handle(event) {
  if (typeof event.channel === "string") seen.add(event.channel);
  if (Object.hasOwn(handlers, event.type)) handlers[event.type](event);
}

unlock.addEventListener("click", async () => {
  if (await voice.wake(1500)) unlock.hidden = true;
});

link = new Link({ onEvent: handle, onRefused: silence, layers: [...view.layers] });
if (view.debug) debugPanel(byId("debug"), { samples, speech, voice, handle });
