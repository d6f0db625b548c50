// One of everything, to look at: for the test buttons (`?debug=1`) and the studio's test.
const WORDS = "소리와 자막이 이렇게 나와요. 잘 들리시나요?";
let count = 0;

const next = () => `local:${(count += 1)}`;

export class Samples {
  constructor({ stage, voice, view }) {
    Object.assign(this, { stage, voice, view });
  }

  get #who() {
    const known = [...this.stage.personas.values()];
    return known.length ? known : PERSONAS;
  }

  async speak() {
    if (this.view.sounds) await this.voice.wake();
    const id = next();
    const who = this.#who[count % this.#who.length];
    return {
      type: "speak", id, persona: who.slug, emotion: EMOTIONS[count % EMOTIONS.length],
      text: WORDS, audio: null, buffer: this.voice.beep(), duration_s: 2.4,
      captions: [], viewer: "테스트", question: "오버레이가 잘 보이나요?",
    };
  }

  donation() {
    const id = next();
    const [amount, effect] = GIFTS[count % GIFTS.length];
    return { type: "donation", id, donor: "테스트", amount, text: "점검용 후원 카드예요.", tier: (count % 4) + 1, effect };
  }

  receipt() {
    return { type: "receipt", viewer: `테스트${(count += 1)}`, position: 2, eta_s: 70 };
  }

  films(pet) {
    return {
      type: "films", persona: this.#who[count % this.#who.length].slug, pet,
      films: [
        { title: "점검용 영화", year: 2024, why: "카드가 잘 보이는지 확인해요." },
        { title: "두 번째 영화", year: 2019, why: "자리가 서로 겹치지 않는지 확인해요." },
      ],
    };
  }

  poll(closed = false) {
    const choices = this.#who.slice(0, 4).map(({ slug, name }, index) => ({ persona: slug, name, votes: (count * 3 + index * 5) % 11 }));
    return { type: "poll", id: "local:poll", seconds: 10, closed, chosen: choices.length, choices };
  }
}

export const PERSONAS = [
  { slug: "onyu", name: "온유", tagline: "", colour: "#F4A6B7" },
  { slug: "dogeon", name: "도건", tagline: "", colour: "#5B8DEF" },
  { slug: "yudam", name: "유담", tagline: "", colour: "#8E7CC3" },
  { slug: "raon", name: "라온", tagline: "", colour: "#FFB347" },
];
const EMOTIONS = ["joy", "sadness", "anger", "surprise", "anxiety", ""];
const GIFTS = [
  ["5,000원", "heart"], ["10,000원", "fireworks"], ["50,000원", "stars"],
  ["1,000원", "petals"], ["3,000원", "snow"], ["7,000원", "applause"],
];
