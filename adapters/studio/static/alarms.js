// Who may need help: folded, without a name until somebody opens it, and never their words.
import { byId, make, textOf } from "/look/element.js";
import { age, ago } from "./clock.js";
import { act, press } from "./deeds.js";
import { button } from "./pieces.js";
import { rows } from "./rows.js";
import { has, t } from "./words.js";

const kindOf = (kind) => t(has(`crisis_${kind}`) ? `crisis_${kind}` : "crisis");

export class AlarmList {
  constructor() {
    this.box = byId("alarms");
  }

  show(alarms) {
    this.box.hidden = alarms.length === 0;
    if (!this.box.childElementCount) this.#build();
    const people = alarms.reduce((sum, one) => sum + Math.max(1, Number(one.count) || 1), 0);
    this.count.textContent = t("alarms_count", { n: people });
    rows(this.list, alarms, { make: row });
    if (!alarms.length) this.fold.open = false;
  }

  #build() {
    this.fold = make("details", "fold alarm-fold");
    const title = make("summary");
    this.count = make("span", "count");
    title.append(make("h2", "", t("alarms_title")), this.count);
    this.list = make("ul", "rows");
    this.fold.append(title, make("p", "panel-note", t("alarms_note")), this.list);
    this.box.append(this.fold);
  }
}

function row(alarm) {
  const node = make("li", "row alarm");
  const at = make("span", "row-at");
  if (Number.isFinite(alarm.at)) age(at, () => ago(alarm.at));
  const who = make("div", "alarm-who");
  const more = (Number(alarm.count) || 1) - 1;
  const open = button(t("alarm_open"), async (pressed) => {
    const about = await act({ do: "alarm", id: alarm.id });
    if (!about) return;
    const name = textOf(about.viewer?.name);
    const head = make("p", "row-head");
    head.append(make("b", "row-name", name), make("span", "chip", kindOf(about.kind)));
    who.replaceChildren(head, make("p", "row-text", t("alarm_line", { name })));
    const fine = button(t("alarm_false"), (again) => press(again, { do: "false_alarm", id: alarm.id }, t("done_alarm", { name })), {
      name: "button slim", label: t("alarm_false_of", { name }),
    });
    pressed.replaceWith(fine);
    fine.focus();
  }, { name: "button slim" });
  const head = make("div", "row-head");
  head.append(at, more > 0 ? make("span", "chip", t("alarm_more", { n: more })) : "", make("span", "spring"), open);
  node.append(head, who);
  return node;
}
