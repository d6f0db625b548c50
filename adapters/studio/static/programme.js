// When corners open by themselves, and a form for another one.
import { byId, make, textOf } from "/look/element.js";
import { deed } from "./api.js";
import { age, now, span } from "./clock.js";
import { press, tell } from "./deeds.js";
import { clearDraft } from "./drafts.js";
import { button } from "./pieces.js";
import { rows } from "./rows.js";
import { has, language, number, t } from "./words.js";

// As a crontab counts them, from Monday on.
const DAYS = [1, 2, 3, 4, 5, 6, 0];
const LATER = 2;

const korean = new Intl.DateTimeFormat(language === "en" ? "en-GB" : "ko-KR", {
  weekday: "short", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  timeZone: "Asia/Seoul",
});
const moment = (at) => korean.format(new Date(at * 1000));

export class Programme {
  constructor() {
    this.list = byId("programme");
    byId("slot-days").append(...DAYS.map(dayBox));
    byId("slot").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add();
    });
  }

  show(slots) {
    byId("programme-count").textContent = slots.length;
    byId("programme-empty").hidden = slots.length > 0;
    rows(this.list, slots, { make: () => make("li", "row slot"), update });
  }

  // A cron expression counts instead of what was chosen.
  get #cron() {
    const written = byId("slot-cron").value.trim();
    if (written) return written;
    const days = [...byId("slot-days").querySelectorAll("input:checked")].map((input) => input.value);
    const [hour, minute] = byId("slot-time").value.split(":").map(Number);
    return days.length ? `${minute} ${hour} * * ${days.length === DAYS.length ? "*" : days.join(",")}` : "";
  }

  async #add() {
    const name = byId("slot-name");
    const problem = byId("slot-wrong");
    const cron = this.#cron;
    problem.hidden = true;
    try {
      if (!cron) throw new Error(t("slot_no_day"));
      const said = t("done_slot", { name: name.value.trim() });
      const answer = await deed({
        do: "programme_add", name: name.value.trim(), kind: byId("slot-kind").value, cron,
        minutes: Number(byId("slot-minutes").value),
      });
      clearDraft(name);
      byId("slot-cron").value = "";
      tell(said, answer);
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  }
}

function dayBox(day) {
  const label = make("label", "several-one");
  const input = make("input");
  Object.assign(input, { type: "checkbox", value: day, checked: true });
  label.append(input, make("span", "", t(`day_${day}`)));
  return label;
}

function update(node, slot) {
  const told = JSON.stringify(slot);
  if (node.told === told) return;
  node.told = told;
  const name = textOf(slot.name);
  const kind = `kind_${slot.kind}`;
  const head = make("div", "row-head");
  head.append(
    make("b", "row-name", name), make("span", "chip", has(kind) ? t(kind) : textOf(slot.kind)),
    make("span", "chip", t("minutes", { n: number(slot.minutes) })), make("span", "spring"),
    button(t("slot_remove"), (pressed) => press(pressed, { do: "programme_remove", id: slot.id }, t("done_slot_off", { name })), {
      name: "button slim", label: t("slot_remove_of", { name }),
    }),
  );
  node.replaceChildren(head, when(slot), make("p", "row-at slot-cron", textOf(slot.cron)));
}

function when(slot) {
  const [first, ...others] = (Array.isArray(slot.next) ? slot.next : []).filter(Number.isFinite);
  const node = make("p", "slot-next");
  if (first === undefined) {
    node.textContent = t("slot_never");
    return node;
  }
  const soon = make("span", "chip");
  age(soon, () => (first > now() ? t("slot_in", { time: span(first - now()) }) : t("slot_now")));
  node.append(make("b", "", moment(first)), soon, make("span", "slot-later", others.slice(0, LATER).map(moment).join(" · ")));
  return node;
}
