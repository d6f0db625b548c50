// ?debug=1: buttons that try each part without a server.
const PERSONAS = [
  { slug: "onyu", name: "온유", tagline: "", colour: "#F4A6B7" },
  { slug: "dogeon", name: "도건", tagline: "", colour: "#5B8DEF" },
  { slug: "yudam", name: "유담", tagline: "", colour: "#8E7CC3" },
  { slug: "raon", name: "라온", tagline: "", colour: "#FFB347" },
];
const EMOTIONS = ["joy", "sadness", "anger", "surprise", ""];

export function debugPanel(panel, { stage, speech, voice, handle }) {
  let count = 0;
  const buttons = {
    "테스트 음성": async () => {
      await voice.wake();
      const persona = PERSONAS[count % 4];
      const known = stage.personas.has(persona.slug) ? persona : [...stage.personas.values()][0] ?? persona;
      const owner = speech.owner;
      voice.mute(false);
      handle({
        type: "speak", id: `local:${count += 1}`, persona: known.slug, emotion: EMOTIONS[count % 5],
        text: "소리와 자막이 이렇게 나와요. 잘 들리시나요?", audio: null, buffer: voice.beep(), duration_s: 2.4,
        captions: [], viewer: "테스트", question: "오버레이가 잘 보이나요?",
      });
      setTimeout(() => voice.mute(!owner), 4000);
    },
    "후원 카드": () => handle({ type: "donation", id: `local:${count += 1}`, donor: "테스트", amount: "5,000원", text: "점검용 후원 카드예요." }),
    "접수 알림": () => handle({ type: "receipt", viewer: `테스트${count += 1}`, position: 2, eta_s: 70 }),
    "영화 카드": () => handle({ type: "films", persona: "yudam", films: [{ title: "점검용 영화", year: 2024, why: "카드가 잘 보이는지 확인해요." }] }),
    "투표": () => handle({
      type: "poll", id: "local:poll", seconds: 60, closed: count % 2 === 1, chosen: 4,
      choices: PERSONAS.map((persona, index) => ({ persona: persona.slug, name: persona.name, votes: (count += 1) % (index + 3) })),
    }),
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
