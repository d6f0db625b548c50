// ?debug=1: buttons that try each part without a server.
import { PERSONAS } from "./samples.js";
import { PETS } from "./pets.js";

export function debugPanel(panel, { samples, speech, voice, handle }) {
  const pets = Object.keys(PETS);
  let pressed = 0;
  const buttons = {
    "테스트 음성": async () => {
      const owner = speech.owner;
      const event = await samples.speak();
      voice.mute(false);
      handle(event);
      setTimeout(() => voice.mute(!owner), 4000);
    },
    "후원 카드": () => handle(samples.donation()),
    "접수 알림": () => handle(samples.receipt()),
    "펫": () => handle({ type: "look", pet: pets[(pressed += 1) % (pets.length + 1)] ?? "none" }),
    "영화 카드": () => handle(samples.films(pets[pressed % pets.length])),
    "투표": () => handle(samples.poll((pressed += 1) % 2 === 1)),
    "위기 때": () => handle({ type: "calm", seconds: 3 }),
    "멈춤": () => handle({ type: "stop" }),
  };
  for (const [label, action] of Object.entries(buttons)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", action);
    panel.append(button);
  }
  panel.hidden = false;
  handle({ type: "hello", personas: PERSONAS, audio_owner: true });
}
