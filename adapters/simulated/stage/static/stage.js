// Wires the stage: three scenes, their tabs on a phone, and the socket.
import { button, byId } from "./element.js";
import { NAMES } from "./deeds.js";
import { DiscordScene } from "./discord.js";
import { Link } from "./link.js";
import { Scene } from "./scene.js";

const STATES = {
  live: "연결됨",
  off: "다시 연결하는 중",
  refused: "주소가 맞지 않아요. 터미널에 나온 주소를 그대로 열어 주세요.",
};

const scenes = new Map();
const tabs = new Map();

function choose(platform) {
  for (const [name, scene] of scenes) {
    scene.node.classList.toggle("chosen", name === platform);
    tabs.get(name).setAttribute("aria-selected", String(name === platform));
  }
  tabs.get(platform).classList.remove("news");
}

function onEvent(event) {
  if (event.type === "hello") {
    for (const scene of scenes.values()) scene.clear();
    return;
  }
  const scene = scenes.get(event.platform);
  if (event.type === "state") scene.meet(event);
  else if (event.type === "refused") scene.say(event.text);
  else scene.show(event);
  if (event.bot && !scene.node.classList.contains("chosen")) tabs.get(event.platform).classList.add("news");
}

function onState(state) {
  byId("connection").dataset.state = state;
  byId("connection").textContent = STATES[state];
}

const link = new Link({ onEvent, onState });
const onDeed = (platform, deed) => link.send(platform, deed);
for (const platform of Object.keys(NAMES)) {
  const scene = platform === "discord" ? new DiscordScene(onDeed) : new Scene(platform, onDeed);
  const tab = button(NAMES[platform], () => choose(platform), "tab");
  tab.setAttribute("role", "tab");
  tab.setAttribute("aria-controls", scene.node.id);
  scenes.set(platform, scene);
  tabs.set(platform, tab);
  byId("tabs").append(tab);
  byId("scenes").append(scene.node);
}
choose("chzzk");
