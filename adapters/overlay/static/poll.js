// The vote on several answers: a bar for each, its number to type, the teller's choice at the end.
import { colourOf, tint } from "./avatar.js";
import { leave, make } from "./cards.js";
import { say } from "./words.js";

const CLOSED_MS = 12_000;

const whole = (value) => (Number.isInteger(value) && value > 0 ? value : 0);

export class VoteBar {
  constructor(box) {
    this.box = box;
    this.id = null;
  }

  show(event, personas) {
    if (event.gone === true) return this.id === event.id ? this.clear() : undefined;
    const choices = (Array.isArray(event.choices) ? event.choices : []).filter((choice) => choice?.name).slice(0, 9);
    if (choices.length < 2) return;
    const card = this.#card(event.id);
    const all = choices.reduce((sum, choice) => sum + whole(choice.votes), 0);
    const chosen = event.closed === true ? whole(event.chosen) : 0;
    if (card.childElementCount !== choices.length + 1) {
      card.replaceChildren(make("p", "poll-head"), ...choices.map((choice, index) => this.#row(choice, index, personas)));
    }
    this.#head(card.firstElementChild, event);
    choices.forEach((choice, index) => this.#count(card.children[index + 1], choice, all, chosen === index + 1));
    clearTimeout(this.timer);
    // A server that goes away leaves no vote standing.
    const stays = event.closed === true ? CLOSED_MS : (whole(event.seconds) + 15) * 1000;
    this.timer = setTimeout(() => leave(card), stays);
    return undefined;
  }

  #card(id) {
    let card = this.box.firstElementChild;
    if (!card || this.id !== id || card.classList.contains("out")) {
      card = make("article", "poll");
      this.box.replaceChildren(card);
      this.id = id;
    }
    return card;
  }

  #head(head, event) {
    const left = event.closed === true ? say("over") : say("left", whole(event.seconds));
    head.replaceChildren(make("b", "", say("vote")), make("span", "", event.closed === true ? left : say("number", left)));
  }

  // Rows stay, so that their bars grow.
  #row(choice, index, personas) {
    const row = make("div", "poll-row");
    row.style.setProperty("--lv-accent", tint(colourOf(personas.get(choice.persona)?.colour, "#F4A6B7")));
    row.append(make("i", "poll-fill"), make("b", "poll-number", index + 1), make("span", "poll-name", choice.name), make("span", "poll-votes"));
    return row;
  }

  #count(row, choice, all, chosen) {
    row.style.setProperty("--share", all ? whole(choice.votes) / all : 0);
    row.querySelector(".poll-votes").textContent = whole(choice.votes);
    if (chosen && !row.classList.contains("chosen")) row.append(make("span", "poll-teller", say("teller")));
    row.classList.toggle("chosen", chosen);
  }

  clear() {
    clearTimeout(this.timer);
    this.box.replaceChildren();
  }
}
