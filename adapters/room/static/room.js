// Wires the chat room: events from the socket to the log, the input to the socket.
import { byId, textOf } from "/look/element.js";
import { lasting } from "/look/store.js";
import { RoomSocket } from "./socket.js";
import { Log } from "./log.js";
import { Cast } from "./cast.js";
import { Composer } from "./composer.js";
import { Name } from "./name.js";
import { DonationDialog } from "./donation.js";
import { followKeyboard } from "./keyboard.js";

const WARNED = "lovelm.warned";
const STATES = { waiting: "연결 중", live: "LIVE", off: "다시 연결하는 중" };

const log = new Log();
const composer = new Composer((text) => {
  const sent = socket.send({ type: "chat", text });
  if (sent) {
    log.toBottom();
    name.accept();
  }
  return sent;
});
document.addEventListener("film-said", (event) => socket.send({ type: "chat", text: event.detail }));
const cast = new Cast((words) => composer.start(words));
const name = new Name((value) => socket.rename(value));
const donation = new DonationDialog((amount, text) => {
  const sent = socket.send({ type: "donation", amount, text });
  if (!sent) composer.say("아직 연결되지 않아 후원을 보내지 못했어요.");
  return sent;
});

function hello(event) {
  const personas = (Array.isArray(event.personas) ? event.personas : []).filter((one) => textOf(one?.slug) && textOf(one?.name));
  log.me = event.viewer?.id ?? null;
  log.personas = new Map(personas.map((one) => [one.slug, one]));
  cast.show(personas);
  name.settled(textOf(event.viewer?.name));
  composer.hints((Array.isArray(event.commands) ? event.commands : []).filter(textOf));
  donation.offer(event.demo === true);
  const recent = Array.isArray(event.recent) ? event.recent : [];
  for (const one of recent) if (one?.type === "chat") heard(one);
  log.replay(recent);
  composer.settle();
}

function heard(event) {
  if (log.me === null || event.viewer?.id !== log.me) return;
  if (!event.donation && !log.seen.has(`chat ${event.id}`)) composer.echoed();
}

function onEvent(event) {
  if (event.type === "hello") {
    hello(event);
    return;
  }
  if (event.type === "chat") heard(event);
  log.add(event);
}

function onState(state) {
  const box = byId("connection");
  if (box.dataset.state === "off" && state === "waiting") return;
  box.dataset.state = state;
  byId("connection-text").textContent = STATES[state];
}

if (lasting.get(WARNED) === null) byId("warning").hidden = false;
byId("warning-close").addEventListener("click", () => {
  lasting.set(WARNED, "1");
  byId("warning").hidden = true;
  byId("message").focus();
});

followKeyboard();
const socket = new RoomSocket({ name: name.value, onEvent, onState });
