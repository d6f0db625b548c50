// What was given, what has to be checked, and gifts that came another way.
import { byId, make, textOf } from "/look/element.js";
import { deed } from "./api.js";
import { ago, age, now } from "./clock.js";
import { press, tell } from "./deeds.js";
import { clearDraft } from "./drafts.js";
import { Once } from "./once.js";
import { button } from "./pieces.js";
import { rows } from "./rows.js";
import { has, t } from "./words.js";

// Later than this (seconds) a gift is hardly still read aloud.
const SPOKEN_WITHIN = 180;

export class Gifts {
  constructor() {
    this.form = byId("gift");
    this.once = new Once();
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#give();
    });
  }

  show(gifts, toCheck, words) {
    byId("words-box").hidden = words.length === 0;
    byId("words-count").textContent = words.length;
    rows(byId("words"), words, { make: wordsRow });

    byId("to-check-box").hidden = toCheck.length === 0;
    byId("to-check-count").textContent = toCheck.length;
    byId("gifts-dot").hidden = toCheck.length + words.length === 0;
    rows(byId("to-check"), toCheck, { make: checkRow });
    byId("gifts-empty").hidden = gifts.length > 0;
    rows(byId("gifts"), gifts, { make: giftRow, update: giftState });
  }

  async #give() {
    if (this.busy) return;
    const [donor, amount, text] = ["gift-donor", "gift-amount", "gift-text"].map(byId);
    const won = Number(amount.value.replace(/[,\s원₩]/g, ""));
    const problem = byId("gift-wrong");
    problem.hidden = true;
    if (!Number.isInteger(won) || won < 1) {
      problem.textContent = t("gift_wrong");
      problem.hidden = false;
      amount.focus();
      return;
    }
    const what = { do: "gift", donor: donor.value.trim(), amount: won, text: text.value.trim() };
    this.busy = true;
    try {
      const answer = await deed(this.once.keyed(what));
      tell(t("done_gift", { name: what.donor }), answer);
      this.once.done();
      clearDraft(donor, amount, text);
      donor.focus();
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    } finally {
      this.busy = false;
    }
  }
}

function about(gift) {
  const head = make("p", "row-head");
  head.append(make("b", "amount", textOf(gift.given)), make("span", "row-name", textOf(gift.donor ?? gift.name)));
  return head;
}

function giftRow(gift) {
  const node = make("li", "row gift");
  const head = about(gift);
  const at = make("span", "row-at");
  if (Number.isFinite(gift.at)) age(at, () => ago(gift.at));
  const name = textOf(gift.donor);
  const unread = button(t("unread"), (pressed) => press(pressed, { do: "gift_skip", id: gift.id }, t("done_unread", { name })), {
    name: "button slim unread", label: t("unread_of", { name }),
  });
  head.append(make("span", "chip state"), at);
  const words = make("div", "gift-words");
  words.append(make("p", "row-text", textOf(gift.text)), unread);
  node.append(head, words);
  return node;
}

function giftState(node, gift) {
  const spoken = now() - gift.at < SPOKEN_WITHIN;
  node.querySelector(".unread").hidden = !spoken;
  node.querySelector(".gift-words").hidden = !spoken && !textOf(gift.text);
  const chip = node.querySelector(".state");
  const key = `gift_${gift.state}`;
  chip.textContent = has(key) ? t(key) : textOf(gift.state);
  chip.dataset.tone = gift.state === "check" ? "gold" : gift.state === "acknowledged" ? "fine" : "";
  chip.hidden = !chip.textContent;
}

function wordsRow(gift) {
  const node = make("li", "row");
  const name = textOf(gift.name);
  const deed = (text, what, said, label) => button(text, (pressed) => press(pressed, { do: what, id: gift.id }, said), { name: "button slim", label });
  const deeds = make("div", "actions");
  deeds.append(
    deed(t("words_hide"), "gift_hide", t("done_words_hide", { name }), t("words_hide_of", { name })),
    deed(t("words_show"), "gift_show", t("done_words_show", { name }), t("words_show_of", { name })),
  );
  deeds.lastElementChild.classList.add("solid");
  node.append(about(gift), make("p", "row-text", textOf(gift.text)), deeds);
  return node;
}

function checkRow(gift) {
  const node = make("li", "row");
  const done = button(t("checked"), (pressed) => press(pressed, { do: "gift_checked", id: gift.id }, t("done_checked")), {
    name: "button slim", label: t("checked_of", { name: textOf(gift.donor ?? gift.name) }),
  });
  const head = about(gift);
  head.append(make("span", "spring"), done);
  node.append(head);
  if (textOf(gift.text)) node.append(make("p", "row-text", gift.text));
  return node;
}
