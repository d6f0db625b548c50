// Speak as a persona: hear it here first, then say it on stream.
import { byId } from "/look/element.js";
import { act } from "./deeds.js";
import { clearDraft } from "./drafts.js";
import { Once } from "./once.js";
import { told, wrong } from "./toasts.js";
import { t } from "./words.js";

// A sound of ours, and nothing else.
const SOUND = /^\/studio\/audio\/[\w-]+$/;

export class Say {
  constructor(cast) {
    this.cast = cast;
    this.text = byId("say-text");
    this.sound = null;
    this.once = new Once();
    byId("say").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#say();
    });
    byId("say-preview").addEventListener("click", () => this.#preview());
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      byId("say").requestSubmit();
    });
  }

  get #what() {
    const text = this.text.value.trim();
    const persona = this.cast.chosen;
    if (!text) this.text.focus();
    return text && persona ? { persona, text } : null;
  }

  async #say() {
    const what = this.#what;
    if (!what || this.busy) return;
    this.busy = true;
    const done = await act(this.once.keyed({ do: "say", ...what }), t("done_say", { name: this.cast.of(what.persona).name }));
    this.busy = false;
    if (done) this.once.done();
    if (done && this.text.value.trim() === what.text) clearDraft(this.text);
  }

  async #preview() {
    const what = this.#what;
    if (!what) return;
    const answer = await act({ do: "preview", ...what });
    if (!answer || !SOUND.test(answer.audio)) return;
    this.sound?.pause();
    this.sound = new Audio(answer.audio);
    try {
      await this.sound.play();
      told(t("preview_playing"));
    } catch {
      wrong(t("preview_silent"));
    }
  }
}
