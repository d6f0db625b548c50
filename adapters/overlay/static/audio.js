// Sound: an audio element for each speech, played through an analyser that tells how wide
// the mouth should open.
const LOAD_MS = 8000;

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
    this.element = null;
    this.context = null;
  }

  #open() {
    if (this.context) return this.context;
    const context = new AudioContext({ latencyHint: "playback" });
    this.analyser = context.createAnalyser();
    this.analyser.fftSize = 512;
    this.analyser.smoothingTimeConstant = 0.2;
    this.samples = new Uint8Array(this.analyser.fftSize);
    this.bands = new Uint8Array(this.analyser.frequencyBinCount);
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

  // An element that is loading at once, since its address soon expires.
  async load(address) {
    const path = sameOriginPath(address);
    const element = new Audio();
    element.preload = "auto";
    const loaded = new Promise((done, fail) => {
      element.addEventListener("canplaythrough", done, { once: true });
      element.addEventListener("error", () => fail(new Error("audio: not loaded")), { once: true });
      setTimeout(() => fail(new Error("audio: timeout")), LOAD_MS);
    });
    element.src = path;
    await loaded;
    return element;
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

  // Starts a loaded element, or the test's buffer; the answer tells the elapsed seconds.
  async play(sound) {
    this.stop();
    if (sound instanceof AudioBuffer) return this.#playBuffer(sound);
    document.body.append(sound);
    this.source = this.#open().createMediaElementSource(sound);
    this.source.connect(this.analyser);
    this.element = sound;
    await sound.play();
    const delay = this.context.outputLatency || 0;
    return () => sound.currentTime - delay;
  }

  #playBuffer(buffer) {
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.analyser);
    const begun = this.context.currentTime;
    source.start();
    this.source = source;
    return () => this.context.currentTime - begun;
  }

  stop() {
    this.source?.disconnect();
    this.source = null;
    this.element?.pause();
    this.element?.remove();
    this.element = null;
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

  // Brightness 0…1: how much of it lies where 이 and 에 are strong, and not where 오 and 우 are.
  bright() {
    if (!this.source) return 0.5;
    this.analyser.getByteFrequencyData(this.bands);
    const dark = this.#mean(250, 900);
    const light = this.#mean(1700, 3600);
    return dark + light > 0 ? light / (dark + light) : 0.5;
  }

  #mean(from, to) {
    const width = this.context.sampleRate / this.analyser.fftSize;
    const [first, last] = [Math.floor(from / width), Math.ceil(to / width)];
    let sum = 0;
    for (let band = first; band < last; band += 1) sum += this.bands[band];
    return sum / (last - first);
  }
}
