// Sound: bytes are fetched at once (their address soon expires), decoded and
// played through an analyser that tells how wide the mouth should open.
const FETCH_MS = 8000;
const MAX_BYTES = 16 * 1024 * 1024;

function sameOriginPath(address) {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin) throw new Error("address");
  return url.pathname + url.search;
}

export class Voice {
  constructor(volume = 100) {
    this.inObs = Boolean(window.obsstudio);
    this.volume = Math.min(100, Math.max(0, volume)) / 100;
    this.muted = false;
    this.source = null;
    this.context = null;
  }

  #open() {
    if (this.context) return this.context;
    const context = new AudioContext({ latencyHint: "playback" });
    this.analyser = context.createAnalyser();
    this.analyser.fftSize = 1024;
    this.analyser.smoothingTimeConstant = 0.2;
    this.samples = new Uint8Array(this.analyser.fftSize);
    this.gain = context.createGain();
    this.gain.gain.value = this.muted ? 0 : this.volume;
    this.analyser.connect(this.gain);
    this.gain.connect(context.destination);
    this.context = context;
    return context;
  }

  // Resolves to whether sound can be heard now.
  async wake(waitMs = 350) {
    const context = this.#open();
    if (context.state !== "running") {
      const waited = new Promise((done) => setTimeout(done, waitMs));
      await Promise.race([context.resume().catch(() => {}), waited]);
    }
    return context.state === "running";
  }

  async fetch(address) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), FETCH_MS);
    try {
      const answer = await fetch(sameOriginPath(address), { signal: stop.signal, cache: "no-store" });
      if (!answer.ok) throw new Error(`http ${answer.status}`);
      const bytes = await answer.arrayBuffer();
      if (!bytes.byteLength || bytes.byteLength > MAX_BYTES) throw new Error("size");
      return bytes;
    } finally {
      clearTimeout(timer);
    }
  }

  decode(bytes) {
    return this.#open().decodeAudioData(bytes.slice(0));
  }

  // Two seconds of syllable-like beeps, for the test button.
  beep(seconds = 2.4) {
    const context = this.#open();
    const rate = context.sampleRate;
    const buffer = context.createBuffer(1, Math.floor(rate * seconds), rate);
    const wave = buffer.getChannelData(0);
    for (let i = 0; i < wave.length; i += 1) {
      const t = i / rate;
      const syllable = Math.max(0, Math.sin(2 * Math.PI * 3.4 * t)) ** 1.5;
      wave[i] = 0.28 * syllable * Math.sin(2 * Math.PI * (360 + 60 * Math.sin(7 * t)) * t);
    }
    return buffer;
  }

  // Starts a decoded buffer; the answer tells the elapsed seconds.
  play(buffer) {
    this.stop();
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.analyser);
    const begun = this.context.currentTime + 0.02;
    source.start(begun);
    this.source = source;
    const delay = this.context.outputLatency || 0;
    return () => this.context.currentTime - begun - delay;
  }

  stop() {
    if (!this.source) return;
    try {
      this.source.stop();
    } catch {
      // had not begun
    }
    this.source.disconnect();
    this.source = null;
  }

  mute(on) {
    this.muted = on;
    if (this.context) this.gain.gain.value = on ? 0 : this.volume;
  }

  // Loudness 0…1 of what is being played now.
  level() {
    if (!this.source) return 0;
    this.analyser.getByteTimeDomainData(this.samples);
    let sum = 0;
    for (const sample of this.samples) {
      const swing = (sample - 128) / 128;
      sum += swing * swing;
    }
    return Math.min(1, Math.sqrt(sum / this.samples.length) * 4.2);
  }
}
