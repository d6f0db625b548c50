// The animal that hosts the film corner. Each has its manner: how it idles, comes in and
// presents films, and what it says then. The movements themselves are in pets.css.
import { draw } from "./avatar.js";
import { make } from "./cards.js";
import { move } from "./view.js";
import { inEnglish } from "./words.js";

// As long as the longest entrance in pets.css.
const ENTRANCE_MS = 1900;

export class Pet {
  constructor(box, screen) {
    Object.assign(this, { box, screen });
    this.home = "";
    this.kind = "";
    this.lines = 0;
  }

  // The one that lives on this channel's overlay; "" or an unknown one: none.
  settle(kind) {
    this.home = Object.hasOwn(PETS, kind ?? "") ? kind : "";
    this.screen.classList.toggle("has-pet", this.home !== "");
    if (!this.box.classList.contains("hosts")) this.#enter(this.home);
  }

  // Presents films; another channel's animal comes for that only. What it says, or nothing.
  host(kind) {
    const who = this.home || (Object.hasOwn(PETS, kind ?? "") ? kind : "");
    if (!who) return "";
    this.#enter(who);
    this.box.classList.add("hosts");
    const says = inEnglish() ? PETS[who].english : PETS[who].says;
    this.lines += 1;
    return says[this.lines % says.length];
  }

  over() {
    this.box.classList.remove("hosts");
    if (this.kind !== this.home) this.#enter(this.home);
  }

  // Somebody gave something.
  cheer() {
    if (!this.kind) return;
    this.box.classList.add("glad");
    clearTimeout(this.later);
    this.later = setTimeout(() => this.box.classList.remove("glad"), 2600);
    move(this.box.querySelector(".whole"), JUMP, { duration: 560, iterations: 2, easing: "ease-out" });
  }

  async #enter(kind) {
    if (this.kind === kind) return;
    this.kind = kind;
    clearTimeout(this.blinking);
    clearTimeout(this.coming);
    this.box.replaceChildren();
    if (!kind) return;
    const { idle, enter, host } = PETS[kind];
    const drawing = await draw("/overlay/static/pets", kind).catch(() => null);
    if (this.kind !== kind || !drawing) return;
    Object.assign(this.box.dataset, { idle, enter, host });
    const way = make("div", "pet-way coming");
    way.append(drawing);
    this.box.replaceChildren(way);
    this.coming = setTimeout(() => way.classList.remove("coming"), ENTRANCE_MS);
    this.#blinkLater();
  }

  #blinkLater() {
    const slow = this.box.dataset.idle === "soak" ? 420 : 140;
    this.blinking = setTimeout(() => {
      this.box.classList.add("blink");
      setTimeout(() => this.box.classList.remove("blink"), slow);
      this.#blinkLater();
    }, 2600 + Math.random() * 3600);
  }
}

const JUMP = [
  { transform: "none" },
  { transform: "scale(1.05, .94)", offset: 0.15 },
  { transform: "translateY(-9%) scale(.98, 1.03)", offset: 0.5 },
  { transform: "scale(1.04, .96)", offset: 0.85 },
  { transform: "none" },
];

export const PETS = {
  shiba: { idle: "wag", enter: "dash", host: "fetch", says: ["영화 물어 왔어요! 멍!", "이거 재밌대요, 같이 봐요!"],
    english: ["Fetched you a film! Woof!", "They say it's fun. Watch it with me!"] },
  cat: { idle: "flick", enter: "stroll", host: "tap", says: ["흠, 이 정도면 볼만하다냥.", "고르느라 낮잠도 미뤘다냥."],
    english: ["Hm. This one will do, I suppose.", "I put off a nap to pick these."] },
  hamster: { idle: "nibble", enter: "roll", host: "munch", says: ["볼주머니에서 꺼낸 영화예요!", "팝콘은 제가 챙길게요."],
    english: ["Out of my cheeks: a film!", "The popcorn is on me."] },
  penguin: { idle: "waddle", enter: "slide", host: "bow", says: ["오늘의 상영작을 소개합니다.", "자리에 앉아 주세요, 곧 시작합니다."],
    english: ["May I present tonight's feature.", "Please be seated, we begin shortly."] },
  otter: { idle: "float", enter: "surface", host: "spin", says: ["아끼는 조약돌… 아니, 영화예요.", "데굴데굴 굴려서 가져왔어요."],
    english: ["My favourite pebble… I mean, a film.", "Rolled it all the way here."] },
  rabbit: { idle: "twitch", enter: "hop", host: "skip", says: ["깡충 뛰어가서 골라 왔어요!", "표는 여기 있어요!"],
    english: ["Hopped off and picked one!", "Your tickets, please!"] },
  redpanda: { idle: "sway", enter: "tumble", host: "tada", says: ["두둥! 오늘의 영화!", "짠! 놀라지 마세요!"],
    english: ["Ta-da! The film of the day!", "Boo! Don't be startled!"] },
  hedgehog: { idle: "bristle", enter: "uncurl", host: "offer", says: ["저… 이거, 같이 볼래요?", "가시에 콕 꽂아 왔어요."],
    english: ["Um… would you watch this with me?", "I carried it on my spines."] },
  parrot: { idle: "groove", enter: "fly", host: "flap", says: ["영화! 영화! 추천 영화!", "보자! 보자! 같이 보자!"],
    english: ["Film! Film! Good film!", "Watch it! Watch it! Together!"] },
  capybara: { idle: "soak", enter: "rise", host: "serene", says: ["천천히, 한 편 보고 가요.", "급할 것 없어요. 영화나 볼까요?"],
    english: ["Slow down. Stay for a film.", "No hurry. How about a film?"] },
  raccoondog: { idle: "peek", enter: "sneak", host: "shades", says: ["쉿, 좋은 거 몰래 챙겨 왔어요.", "이 영화, 저만 알던 건데요."],
    english: ["Psst, I sneaked out something good.", "Only I knew about this one."] },
};
