// Inside a corner the personas may speak; when, is the streamer's to say.
import { byId, make } from "/look/element.js";
import { act, press } from "./deeds.js";
import { button, choose, segments } from "./pieces.js";
import { has, t } from "./words.js";

const MODES = ["always", "auto", "hand"];

export class Corner {
  constructor() {
    this.panel = byId("corner");
    this.corner = null;
  }

  show(corner) {
    this.panel.hidden = !corner;
    this.corner = corner;
    if (!corner) return;
    if (!this.panel.childElementCount) this.#build();
    const open = corner.open === true;
    const kind = `kind_${corner.kind}`;
    this.state.textContent = [open ? t("corner_open") : t("corner_closed"), corner.kind && (has(kind) ? t(kind) : corner.kind)].filter(Boolean).join(" · ");
    this.state.dataset.tone = open ? "live" : "";
    this.toggle.textContent = open ? t("corner_close_do") : t("corner_open_do");
    const speaking = corner.streamer_speaking;
    this.mic.textContent = speaking === null || speaking === undefined ? t("mic_unknown") : speaking ? t("mic_on") : t("mic_off");
    this.mic.dataset.state = speaking === true ? "on" : speaking === false ? "off" : "unknown";
    const waiting = Number(corner.waiting) || 0;
    this.waiting.textContent = t("corner_waiting", { n: waiting });
    this.waiting.hidden = waiting === 0;
    this.take.classList.toggle("solid", waiting > 0);
    // Who plays a video seldom says so: its end can be told in any open corner.
    this.video.hidden = !open;
    choose(this.modes, corner.mode);
  }

  // By a key.
  let() {
    if (this.corner) act({ do: "take" }, t("corner_taken"));
  }

  #build() {
    const head = make("header", "panel-head");
    const title = make("h2", "", t("corner_title"));
    title.id = "corner-title";
    this.state = make("span", "chip");
    this.toggle = button("", (node) => {
      const open = this.corner.open === true;
      press(node, { do: open ? "close" : "open" }, open ? t("corner_closed_now") : t("corner_opened"));
    }, { name: "button slim" });
    head.append(title, this.state, make("span", "spring"), this.toggle);
    const facts = make("p", "corner-facts");
    this.mic = make("span", "mic");
    this.waiting = make("b");
    facts.append(this.mic, this.waiting);
    this.modes = segments("corner-mode", MODES.map((mode) => [mode, t(`mode_${mode}`)]), this.corner.mode, (mode) => act({ do: "set", key: "aloud", value: mode }, t("saved")), t("corner_mode"));
    this.take = button(t("corner_take"), (node) => press(node, { do: "take" }, t("corner_taken")), { name: "button take" });
    this.take.append(make("kbd", "", "T"));
    this.video = button(t("corner_release"), (node) => press(node, { do: "release_video" }, t("corner_released")), { name: "button corner-video" });
    const deeds = make("div", "corner-deeds");
    deeds.append(this.take, this.video);
    this.panel.replaceChildren(head, facts, this.modes, deeds);
  }
}
