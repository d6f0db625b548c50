// The personas of this channel: for the one who speaks, and to speak as one of them.
import { byId, face, make, paint, textOf } from "/look/element.js";

export class Cast {
  constructor() {
    this.personas = new Map();
  }

  know(personas) {
    const known = (Array.isArray(personas) ? personas : []).filter((one) => textOf(one?.slug) && textOf(one?.name));
    this.personas = new Map(known.map((one) => [one.slug, one]));
    const row = byId("say-personas");
    const chosen = this.chosen;
    row.replaceChildren(...known.map((one, place) => {
      const label = make("label", "who-one");
      paint(label, one.colour);
      const input = make("input");
      Object.assign(input, { type: "radio", name: "say-persona", value: one.slug, checked: chosen ? one.slug === chosen : place === 0 });
      label.append(input, face(one, 40), make("span", "who-name", one.name));
      return label;
    }));
  }

  get chosen() {
    return document.querySelector("#say-personas input:checked")?.value ?? null;
  }

  of(slug) {
    return this.personas.get(slug) ?? { slug: "", name: textOf(slug), colour: "" };
  }
}
