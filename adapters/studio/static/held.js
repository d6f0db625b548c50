// Answers that went to chat only, until somebody has looked at them.
import { byId, make, textOf } from "/look/element.js";
import { press } from "./deeds.js";
import { button } from "./pieces.js";
import { rows } from "./rows.js";
import { t } from "./words.js";

export class HeldAnswers {
  show(held) {
    byId("held-panel").hidden = held.length === 0;
    byId("held-count").textContent = held.length;
    rows(byId("held"), held, { make: row });
  }
}

function row(one) {
  const node = make("li", "row held");
  const answer = make("p", "held-answer");
  answer.append(make("b", "", t("answer_label")), " ", textOf(one.answer));
  const deeds = make("div", "actions");
  deeds.append(
    button(t("discard"), (pressed) => press(pressed, { do: "discard", id: one.id }, t("done_discard")), { name: "button slim" }),
    button(t("release"), (pressed) => press(pressed, { do: "release", id: one.id }, t("done_release")), { name: "button slim solid" }),
  );
  node.append(make("p", "row-name", textOf(one.name)), make("p", "held-question", textOf(one.text)), answer, deeds);
  return node;
}
