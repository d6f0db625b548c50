// Who speaks right now, in that persona's colour.
import { byId, face, make, paint, textOf } from "/look/element.js";
import { t } from "./words.js";

export class Speaking {
  constructor(cast) {
    this.cast = cast;
    this.box = byId("speaking");
  }

  show(speaking) {
    if (!speaking) {
      const rest = make("div", "speaking-rest");
      const words = make("div");
      words.append(make("p", "speaking-who", t("speaking_none")), make("p", "panel-note", t("speaking_none_note")));
      rest.append(make("span", "wave still"), words);
      this.box.replaceChildren(rest);
      return;
    }
    const persona = this.cast.of(textOf(speaking.persona));
    const card = make("article", "speaking-now");
    paint(card, persona.colour);
    const words = make("div", "speaking-words");
    const who = make("p", "speaking-who", persona.name);
    const wave = make("span", "wave");
    wave.setAttribute("aria-hidden", "true");
    wave.append(make("i"), make("i"), make("i"), make("i"));
    who.append(wave);
    words.append(who);
    const viewer = textOf(speaking.viewer?.name ?? speaking.viewer);
    if (viewer) words.append(make("p", "panel-note", t("speaking_to", { name: viewer })));
    words.append(make("p", "speaking-text", textOf(speaking.text)));
    card.append(face(persona, 56), words);
    this.box.replaceChildren(card);
  }
}
