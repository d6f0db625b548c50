// The page's one dialog: donations, commands' options and Discord's modals are all forms.
import { byId } from "./element.js";
import { fieldOf } from "./fields.js";

class Dialog {
  constructor() {
    this.node = byId("dialog");
    byId("dialog-cancel").addEventListener("click", () => this.node.close());
    byId("dialog-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const values = Object.fromEntries(this.fields.map((field) => [field.name, field.read()]));
      this.node.close();
      this.onSubmit(values);
    });
  }

  open({ title, note = "", fields, submit }, onSubmit) {
    if (this.node.open) this.node.close();
    this.onSubmit = onSubmit;
    this.fields = fields.map(fieldOf);
    byId("dialog-title").textContent = title;
    byId("dialog-note").textContent = note;
    byId("dialog-fields").replaceChildren(...this.fields.map((field) => field.row));
    byId("dialog-submit").textContent = submit;
    this.node.showModal();
  }
}

export const dialog = new Dialog();
