// The four counsellors: faces, names, and a card to call one.
import { byId, face, make, paint, textOf } from "/look/element.js";

// 받침이 있으면 "아", 없으면 "야"
export function vocative(name) {
  const last = name.charCodeAt(name.length - 1);
  const hangul = last >= 0xac00 && last <= 0xd7a3;
  return name + (hangul && (last - 0xac00) % 28 !== 0 ? "아" : "야");
}

export class Cast {
  constructor(onCall) {
    this.onCall = onCall;
    this.list = byId("cast");
    this.card = byId("cast-card");
    this.opened = null;
    byId("cast-card-close").addEventListener("click", () => this.close(true));
    byId("cast-card-call").addEventListener("click", () => {
      const { persona } = this.opened;
      this.close(false);
      this.onCall(`${vocative(persona.name)} `);
    });
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.close(true));
    document.addEventListener("pointerdown", (event) => {
      if (this.opened && !event.target.closest(".cast")) this.close(false);
    });
  }

  show(personas) {
    this.close(false);
    this.list.replaceChildren(...personas.map((persona) => this.#row(persona)));
  }

  #row(persona) {
    const row = make("li");
    const button = make("button", "persona");
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", "cast-card");
    paint(button, persona.colour);
    const words = make("span");
    words.append(make("span", "persona-name", persona.name), make("span", "persona-line", textOf(persona.tagline)));
    button.append(face(persona, 64), words);
    button.addEventListener("click", () => this.#toggle(persona, button));
    row.append(button);
    return row;
  }

  #toggle(persona, button) {
    const again = this.opened?.button === button;
    this.close(false);
    if (again) return;
    this.opened = { persona, button };
    button.setAttribute("aria-expanded", "true");
    paint(this.card, persona.colour);
    byId("cast-card-name").textContent = persona.name;
    byId("cast-card-line").textContent = textOf(persona.tagline);
    byId("cast-card-call").setAttribute("aria-label", `${persona.name} 부르기`);
    this.card.hidden = false;
    byId("cast-card-call").focus({ preventScroll: true });
    this.card.scrollIntoView({ block: "nearest" });
  }

  close(giveFocus) {
    if (!this.opened) return;
    const { button } = this.opened;
    this.opened = null;
    this.card.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (giveFocus) button.focus();
  }
}
