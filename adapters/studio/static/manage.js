// What is the streamer's alone: invites, secret addresses; and for all: who is ignored, the log.
import { byId, make, textOf } from "/look/element.js";
import { audit, deed, invites } from "./api.js";
import { ask, copy } from "./ask.js";
import { ago, age, date } from "./clock.js";
import { act, press } from "./deeds.js";
import { clearDraft } from "./drafts.js";
import { button } from "./pieces.js";
import { rows } from "./rows.js";
import { wrong } from "./toasts.js";
import { has, t } from "./words.js";

const ADDRESSES = ["overlay", "hook", "deck"];
const DECK = ["next", "skip", "pause", "resume", "quiet", "open", "close", "take"];

const did = (what) => (has(`did_${what}`) ? t(`did_${what}`) : textOf(what));

function addressRow(of) {
  const node = make("li", "row address");
  const name = t(`address_${of}`);
  const head = make("div", "row-head");
  const words = make("div", "address-words");
  words.append(make("p", "row-name", name), make("p", "panel-note", t(`address_${of}_note`)));
  const secret = async () => (await act({ do: "address", of }))?.address;
  const renew = button(t("renew"), async () => {
    if (await ask(t("renew_ask", { name }), t("renew")) !== null) act({ do: "renew", of }, t("done_renew"));
  }, { name: "button slim", label: t("renew_of", { name }) });
  const deeds = make("div", "actions");
  if (of === "overlay") deeds.append(button(t("test"), (pressed) => press(pressed, { do: "test_overlay" }, t("done_test")), { name: "button slim", label: t("test_overlay") }));
  deeds.append(renew);
  head.append(words, deeds);
  node.append(head);
  const copyTo = async (path) => {
    const address = await secret();
    if (textOf(address)) copy(address + path);
  };
  if (of === "deck") {
    const keys = make("div", "deck");
    for (const one of DECK) keys.append(button(t(`deck_${one}`), () => copyTo(`/${one}`), { name: "deck-key", label: t("copy_of", { name: `${name}: ${t(`deck_${one}`)}` }) }));
    node.append(keys);
  } else {
    deeds.append(button(t("copy"), () => copyTo(""), { name: "button slim solid", label: t("copy_of", { name }) }));
  }
  return node;
}

export class Manage {
  // titleOf(key) names a setting.
  constructor(titleOf) {
    this.titleOf = titleOf;
    byId("addresses").append(...ADDRESSES.map(addressRow));
    byId("invite").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#invite();
    });
    byId("audit-box").addEventListener("toggle", () => byId("audit-box").open && this.#audit(true));
    byId("audit-more").addEventListener("click", () => this.#audit(false));
  }

  showFor(level) {
    this.streamer = level === "streamer";
    for (const node of document.querySelectorAll("[data-streamer]")) node.hidden = !this.streamer;
  }

  ignored(people) {
    byId("ignored-empty").hidden = people.length > 0;
    rows(byId("ignored"), people, { make: ignoredRow });
  }

  async load() {
    if (byId("audit-box").open) this.#audit(true);
    if (!this.streamer) return;
    const list = await invites().catch(() => null);
    if (Array.isArray(list)) rows(byId("invites"), list, { make: () => make("li", "row invite"), update: (node, one) => this.#row(node, one) });
  }

  async #invite() {
    const name = byId("invite-name");
    const problem = byId("invite-wrong");
    problem.hidden = true;
    try {
      const answer = await deed({ do: "invite", name: name.value.trim(), level: byId("invite-level").value });
      const who = name.value.trim();
      clearDraft(name);
      await copy(textOf(answer.link), t("invite_made", { name: who }));
      this.load();
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  }

  #row(node, one) {
    const told = JSON.stringify(one);
    if (node.told === told) return;
    node.told = told;
    const head = make("div", "row-head");
    const seen = make("span", "row-at");
    if (Number.isFinite(one.seen_at)) age(seen, () => t("invite_seen", { time: ago(one.seen_at) }));
    else seen.textContent = t("invite_unseen");
    head.append(make("b", "row-name", textOf(one.name)), make("span", "chip", has(`level_${one.level}`) ? t(`level_${one.level}`) : textOf(one.level)), seen, make("span", "spring"));
    if (one.mine) head.append(make("span", "chip", t("invite_mine")));
    else if (one.revoked) head.append(make("span", "chip", t("invite_revoked")));
    else head.append(button(t("revoke"), () => this.#revoke(one), { name: "button slim", label: t("revoke_of", { name: textOf(one.name) }) }));
    node.replaceChildren(head);
  }

  async #revoke(one) {
    const name = textOf(one.name);
    if (await ask(t("revoke_ask", { name }), t("revoke")) === null) return;
    if (await act({ do: "revoke", id: one.id }, t("done_revoke", { name }))) this.load();
  }

  async #audit(fresh) {
    const list = await audit(fresh ? "" : this.oldest).catch((error) => wrong(error.message));
    if (!Array.isArray(list)) return;
    const lines = list.map((one) => {
      const node = make("li");
      node.append(make("time", "row-at", date(one.at)), make("span", "", did(one.what)), make("span", "audit-about", one.what === "set" ? this.titleOf(one.about) : textOf(one.about)), make("b", "", textOf(one.who)));
      return node;
    });
    if (fresh) byId("audit").replaceChildren(...lines);
    else byId("audit").append(...lines);
    this.oldest = list.at(-1)?.at ?? this.oldest;
    byId("audit-more").hidden = list.length < 50;
    byId("audit-empty").hidden = byId("audit").childElementCount > 0;
  }
}

function ignoredRow(one) {
  const node = make("li", "row");
  const head = make("div", "row-head");
  const name = textOf(one.name);
  head.append(make("span", "row-name", name), make("span", "spring"), button(t("heed"), (pressed) => press(pressed, { do: "ignore", id: one.id, on: false, name }, t("done_heed", { name })), {
    name: "button slim", label: t("heed_of", { name }),
  }));
  node.append(head);
  return node;
}
