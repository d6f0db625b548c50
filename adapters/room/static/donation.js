// The practice donation dialog, offered only in the demo.
import { byId } from "/look/element.js";

export class DonationDialog {
  constructor(onSend) {
    this.opener = byId("donate-open");
    this.dialog = byId("donation");
    this.opener.addEventListener("click", () => this.dialog.showModal());
    byId("donation-cancel").addEventListener("click", () => this.dialog.close());
    byId("donation-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const amount = Number(new FormData(event.target).get("amount"));
      if (onSend(amount, byId("donation-text").value.trim())) {
        byId("donation-text").value = "";
      }
      this.dialog.close();
    });
  }

  offer(on) {
    this.opener.hidden = !on;
  }
}
