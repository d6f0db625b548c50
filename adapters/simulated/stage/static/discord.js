// Discord's column: messages with parts, private answers, slash commands, modals.
import { button, make } from "./element.js";
import { dialog } from "./dialog.js";
import { messageOf } from "./message.js";
import { modalForm } from "./modal.js";
import { Scene } from "./scene.js";
import { callable, fieldsOf, filled } from "./slash.js";

export class DiscordScene extends Scene {
  constructor(onDeed) {
    super("discord", onDeed);
    this.commands = [];
    // Option or menu type → the people, roles or channels that may be chosen.
    this.options = {};
    this.menus = {};
    this.names = new Map();
    // What only one person sees: id → that person's.
    this.only = new Map();
    this.list = this.node.querySelector(".suggestions");
    this.deeds.append(button("/ 명령어", () => this.#begin(), "chip"));
    this.field.placeholder = "메시지 보내기, / 로 명령어";
    this.field.addEventListener("input", () => this.#suggest());
    this.field.addEventListener("keydown", (event) => event.key === "Escape" && this.#hide());
  }

  meet(told) {
    const { members, roles, channels } = told;
    this.commands = told.commands;
    this.options = { 6: members, 7: channels, 8: roles, 9: [...members, ...roles] };
    this.menus = { 5: members, 6: roles, 7: [...members, ...roles], 8: channels };
    this.names = new Map([...members, ...roles, ...channels].map(({ id, name }) => [id, name]));
    super.meet(told);
  }

  clear() {
    this.only.clear();
    super.clear();
  }

  show(event) {
    if (event.type === "modal") this.#open(event);
    else this.#put(event);
  }

  #put(event) {
    const node = messageOf(event, {
      names: this.names,
      menus: this.menus,
      onPart: (customId, values) => this.#part(event.id, customId, values),
    });
    if (event.only) this.only.set(event.id, event.only);
    node.hidden = Boolean(event.only) && event.only !== this.me?.id;
    this.feed.put(event.id, node);
  }

  changed() {
    super.changed();
    for (const [id, user] of this.only) {
      const node = this.feed.nodes.get(id);
      if (node) node.hidden = user !== this.me.id;
    }
    this.#suggest();
  }

  #part(message, customId, values) {
    if (values === null) this.do({ type: "press", message, custom_id: customId });
    else this.do({ type: "choose", message, custom_id: customId, values });
  }

  #open(event) {
    if (event.only !== this.me?.id) return;
    dialog.open(modalForm(event.modal), (values) => this.do({ type: "submit", modal: event.id, values }));
  }

  #begin() {
    this.field.value = "/";
    this.field.focus();
    this.#suggest();
  }

  #found() {
    if (!this.field.value.startsWith("/") || !this.me) return [];
    const typed = this.field.value.slice(1).trim();
    const usable = callable(this.commands, BigInt(this.me.permissions));
    return usable.filter(({ path }) => path.join(" ").startsWith(typed));
  }

  #suggest() {
    const rows = this.#found().map((command) => {
      const row = make("li");
      const pick = button(`/${command.path.join(" ")}`, () => this.#pick(command), "suggestion");
      pick.append(make("small", "", command.description));
      row.append(pick);
      return row;
    });
    this.list.replaceChildren(...rows);
    this.list.hidden = rows.length === 0;
  }

  #hide() {
    this.list.hidden = true;
  }

  #pick({ path, description, options }) {
    this.field.value = "";
    this.#hide();
    const call = (values) => this.do({ type: "slash", path, options: filled(options, values) });
    if (!options.length) {
      call({});
      return;
    }
    const fields = fieldsOf(options, this.options);
    dialog.open({ title: `/${path.join(" ")}`, note: description, fields, submit: "보내기" }, call);
  }

  submit() {
    const [only] = this.#found();
    if (only && this.field.value.slice(1).trim() === only.path.join(" ")) this.#pick(only);
    else if (this.field.value.startsWith("/")) this.say("그런 명령어는 없어요. 목록에서 골라 주세요.");
    else super.submit();
  }
}
