// What the service announces to everybody: a corner that begins or ends.
import { leave, make } from "./cards.js";
import { say } from "./words.js";

const SHOWN_MS = 8000;

export class NoticeToast {
  constructor(box) {
    this.box = box;
  }

  show(text) {
    clearTimeout(this.timer);
    const toast = make("article", "toast");
    toast.append(make("p", "toast-title", say("corner")), make("p", "notice-text", text));
    this.box.replaceChildren(toast);
    this.timer = setTimeout(() => leave(toast), SHOWN_MS);
  }

  clear() {
    clearTimeout(this.timer);
    this.box.replaceChildren();
  }
}
