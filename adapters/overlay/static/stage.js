// The speaking persona with its bubble, and the others waiting at the side.
import { Avatar, colourOf, tint } from "./avatar.js";
import { CaptionCard } from "./captions.js";
import { emoteRow } from "./emotes.js";
import { say } from "./words.js";

const STEP_REM = 6.6;
const byId = (id) => document.getElementById(id);

export class Stage {
  constructor() {
    this.personas = new Map();
    this.large = new Map();
    this.members = new Map();
    this.speaking = null;
    this.captions = new CaptionCard(byId("caption"), byId("caption-text"));
    this.bars = [...byId("equalizer").children];
  }

  meet(personas) {
    const list = (Array.isArray(personas) ? personas : []).filter((one) => typeof one?.slug === "string").slice(0, 8);
    const same = list.length === this.personas.size && list.every((one) => this.personas.has(one.slug));
    for (const one of list) this.personas.set(one.slug, one);
    if (same) return;
    for (const member of this.members.values()) {
      member.avatar.remove();
      member.seat.remove();
    }
    this.members.clear();
    list.forEach((one, index) => this.#seat(one, index));
    this.#arrange();
  }

  #seat(persona, index) {
    const seat = document.createElement("div");
    seat.className = "cast-member";
    const mini = document.createElement("div");
    mini.className = "mini";
    mini.style.setProperty("--lag", `${-1.1 * index}s`);
    const avatar = new Avatar(persona);
    mini.append(avatar.box);
    seat.append(mini);
    byId("cast").append(seat);
    this.members.set(persona.slug, { seat, avatar });
  }

  #arrange() {
    let row = 0;
    for (const [slug, { seat }] of [...this.members].reverse()) {
      const away = slug === this.speaking;
      seat.classList.toggle("away", away);
      seat.style.transform = `translateY(${-row * STEP_REM}rem) scale(${away ? 0.6 : 1})`;
      if (!away) row += 1;
    }
  }

  #avatarFor(slug) {
    if (!this.large.has(slug)) {
      const persona = this.personas.get(slug) ?? { slug, name: "러블름" };
      this.large.set(slug, new Avatar(persona, { live: true }));
    }
    return this.large.get(slug);
  }

  async show(event) {
    const slug = String(event.persona ?? "");
    const persona = this.personas.get(slug) ?? { slug, name: "러블름" };
    const avatar = this.#avatarFor(slug);
    await Promise.race([avatar.ready, new Promise((done) => setTimeout(done, 800))]);
    this.avatar = avatar;
    this.speaking = slug;
    byId("figure").replaceChildren(avatar.box);
    byId("speaker").style.setProperty("--lv-accent", tint(colourOf(persona.colour)));
    byId("speaker-name").textContent = String(persona.name ?? "");
    const label = typeof event.voice === "string" ? event.voice : "";
    byId("voice-label").hidden = !label;
    byId("voice-label").textContent = label;
    const words = typeof event.question === "string" ? event.question.trim() : "";
    const emotes = emoteRow(event.emotes);
    const asked = words || emotes.childElementCount > 0;
    byId("question").hidden = !asked;
    byId("viewer").textContent = asked && event.viewer ? say("name", event.viewer) : "";
    byId("question-text").textContent = words;
    byId("question-emotes").replaceChildren(emotes);
    this.captions.clear();
    avatar.mood(event.emotion);
    avatar.talking(true);
    byId("speaker").classList.add("on");
    avatar.nod();
    this.#arrange();
  }

  // A small nod at each new line.
  caption(row, t) {
    if (this.captions.show(row)) this.avatar?.nod(false);
    this.captions.reach(t);
  }

  // Somebody gave something: everybody is glad, one after another.
  cheer() {
    if (this.speaking) this.avatar?.cheer();
    [...this.members.values()].forEach(({ avatar }, index) => setTimeout(() => avatar.cheer(), 90 * index));
  }

  // A worry came in: whoever waits nods.
  heed() {
    for (const { avatar } of this.members.values()) avatar.nod();
  }

  mouth(level, bright) {
    this.avatar?.mouth(level, bright);
    this.bars.forEach((bar, index) => {
      const share = 0.14 + level * (0.86 - 0.18 * Math.abs(index - 1.5));
      bar.style.transform = `scaleY(${Math.min(1, share).toFixed(3)})`;
    });
  }

  // Between two speeches: the mouth closes, the card stays for a moment.
  quiet() {
    this.mouth(0);
    this.avatar?.talking(false);
  }

  hide() {
    this.quiet();
    byId("speaker").classList.remove("on");
    this.speaking = null;
    this.#arrange();
  }
}
