// The vote on several answers: a bar for each, its number to type, the teller's choice at the end.
import { colourOf, tint } from "./avatar.js";
import { leave, make } from "./cards.js";

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
    const rows = choices.map((choice, index) => this.#row(choice, index, all, chosen, personas));
    card.replaceChildren(this.#head(event), ...rows);
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

  #head(event) {
    const head = make("p", "poll-head");
    const left = event.closed === true ? "투표 끝" : `${whole(event.seconds)}초`;
    head.append(make("b", "", "누구의 답이 와닿나요?"), make("span", "", event.closed === true ? left : `채팅에 번호 · ${left}`));
    return head;
  }

  #row(choice, index, all, chosen, personas) {
    const row = make("div", "poll-row");
    row.style.setProperty("--lv-accent", tint(colourOf(personas.get(choice.persona)?.colour, "#F4A6B7")));
    row.style.setProperty("--share", all ? whole(choice.votes) / all : 0);
    if (chosen === index + 1) row.classList.add("chosen");
    row.append(make("i", "poll-fill"), make("b", "poll-number", index + 1), make("span", "poll-name", choice.name), make("span", "poll-votes", whole(choice.votes)));
    if (chosen === index + 1) row.append(make("span", "poll-teller", "사연자의 선택"));
    return row;
  }

  clear() {
    clearTimeout(this.timer);
    this.box.replaceChildren();
  }
}
