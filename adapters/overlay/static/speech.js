// The queue of speeches: one after another, each reported once as played or failed.
import { timed, captionAt, spokenAt } from "./captions.js";

const TICK_MS = 40;
const MAX_QUEUE = 60;
const MAX_SECONDS = 180;
const TAIL_MS = 450;

export class Speech {
  constructor({ voice, stage, send, onBlocked }) {
    Object.assign(this, { voice, stage, send, onBlocked });
    this.owner = false;
    this.queue = [];
    this.seen = new Set();
    this.current = null;
    this.run = 0;
  }

  setOwner(owner) {
    this.owner = owner;
    this.voice.mute(!owner);
  }

  add(event) {
    const id = event.id;
    if (typeof id !== "string" && typeof id !== "number") return;
    if (this.seen.has(id)) return;
    this.seen.add(id);
    if (this.seen.size > 1000) this.seen.delete(this.seen.values().next().value);
    if (this.queue.length >= MAX_QUEUE) {
      this.send({ type: "failed", id, why: "queue_full" });
      return;
    }
    const item = { event, id, loading: null, buffer: event.buffer ?? null };
    if (this.owner && typeof event.audio === "string" && event.audio) {
      item.loading = this.voice.load(event.audio).then(
        (sound) => ({ sound, seconds: sound.duration }),
        (error) => ({ why: error.message }),
      );
    }
    this.queue.push(item);
    if (!this.current) this.#next();
  }

  // Silence at once, of one channel or all. What was waiting is told to the server as stopped.
  stop(channel) {
    if (channel && this.current?.event.channel !== channel) {
      const dropped = this.queue.filter((item) => item.event.channel === channel);
      this.queue = this.queue.filter((item) => item.event.channel !== channel);
      for (const item of dropped) this.send({ type: "failed", id: item.id, why: "stopped" });
      return;
    }
    const others = channel ? this.queue.filter((item) => item.event.channel !== channel) : [];
    this.queue = this.queue.filter((item) => !others.includes(item));
    this.#drop();
    this.queue = others;
    if (others.length) this.#next();
  }

  #drop() {
    this.run += 1;
    this.voice.stop();
    clearInterval(this.ticker);
    cancelAnimationFrame(this.frame);
    const dropped = [this.current, ...this.queue].filter(Boolean);
    this.current = null;
    this.queue = [];
    this.stage.hide();
    for (const item of dropped) this.send({ type: "failed", id: item.id, why: "stopped" });
  }

  async #next() {
    const run = this.run;
    const item = this.queue.shift();
    this.current = item ?? null;
    if (!item) {
      this.stage.hide();
      return;
    }
    let why = null;
    try {
      why = await this.#perform(item, run);
    } catch (error) {
      why = `page: ${error.name}`;
    }
    if (run !== this.run) return;
    this.send(why ? { type: "failed", id: item.id, why } : { type: "played", id: item.id });
    this.stage.quiet();
    await new Promise((done) => setTimeout(done, TAIL_MS));
    if (run === this.run) this.#next();
  }

  // Resolves to the sound, and whether the browser lets it be heard, or why there is none.
  async #sound(item) {
    const got = item.buffer
      ? { sound: item.buffer, seconds: item.buffer.duration }
      : ((await item.loading) ?? {});
    if (!got.sound || (await this.voice.wake())) return got;
    return { ...got, blocked: true };
  }

  // The elapsed seconds as the sound tells them; null when the browser refuses to play it.
  async #start(sound) {
    try {
      return await this.voice.play(sound);
    } catch {
      this.onBlocked();
      return null;
    }
  }

  async #perform(item, run) {
    const { event } = item;
    const got = await this.#sound(item);
    if (run !== this.run) return null;
    if (got.blocked) this.onBlocked();
    const given = Number.isFinite(event.duration_s) && event.duration_s > 0 ? event.duration_s : 0;
    const guess = Math.max(1.5, String(event.text ?? "").length * 0.14);
    const last = Math.max(0, ...timed(event.captions, "", 0).map((row) => row.end));
    const length = Math.min(MAX_SECONDS, got.seconds ?? (given || last || guess));
    const rows = timed(event.captions, event.text, length);
    if (!rows.length && !got.sound) return "nothing to show";

    await this.stage.show(event);
    if (run !== this.run) return null;
    const begun = performance.now();
    const wall = () => (performance.now() - begun) / 1000;
    const heard = got.sound && !got.blocked ? await this.#start(got.sound) : null;
    if (run !== this.run) return null;
    this.send({ type: "started", id: item.id });
    await this.#follow({ rows, clock: heard ?? wall, wall, length, audible: heard !== null, run });
    this.voice.stop();
    return got.why ?? null;
  }

  #follow({ rows, clock, wall, length, audible, run }) {
    let smooth = 0;
    let odd = false;
    const frame = () => {
      if (run !== this.run) return;
      this.frame = requestAnimationFrame(frame);
      odd = !odd;
      if (odd) return; // a mouth need not move more often than thirty times a second
      const t = clock();
      const babble = spokenAt(rows, t) ? Math.abs(Math.sin(t * 11.3)) * (0.55 + 0.45 * Math.sin(t * 4.1)) : 0;
      const target = audible ? this.voice.level() : babble;
      smooth += (target - smooth) * (target > smooth ? 0.8 : 0.54);
      this.stage.mouth(smooth, audible ? this.voice.bright() : 0.5 + 0.3 * Math.sin(t * 5.3));
    };
    this.frame = requestAnimationFrame(frame);
    return new Promise((done) => {
      const tick = () => {
        if (run !== this.run) return;
        const t = Math.max(0, clock());
        const row = captionAt(rows, t);
        if (row) this.stage.caption(row, t);
        // The wall clock ends it too, should the audio device stall.
        if (t < length && wall() < length + 3) return;
        clearInterval(this.ticker);
        cancelAnimationFrame(this.frame);
        done();
      };
      this.ticker = setInterval(tick, TICK_MS);
      tick();
    });
  }
}
