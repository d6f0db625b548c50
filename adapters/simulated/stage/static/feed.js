// One platform's chat: appends, replaces what changed, scrolls only for those at the bottom.
const MAX_NODES = 300;
const NEAR_PX = 80;
const GAP_PX = 8;

export class Feed {
  constructor(scene) {
    this.list = scene.querySelector(".feed");
    this.scroll = scene.querySelector(".feed-scroll");
    this.empty = scene.querySelector(".empty");
    this.button = scene.querySelector(".to-bottom");
    this.nodes = new Map();
    this.stick = true;
    this.top = 0;
    this.scroll.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.button.addEventListener("click", () => this.toBottom());
    new ResizeObserver(() => this.stick && this.#jump()).observe(this.scroll);
  }

  clear() {
    this.list.replaceChildren();
    this.nodes.clear();
    this.empty.hidden = false;
  }

  put(id, node) {
    const before = this.nodes.get(id);
    this.nodes.set(id, node);
    if (before) before.replaceWith(node);
    else this.#append(node);
    if (this.stick) this.#jump();
  }

  #append(node) {
    this.empty.hidden = true;
    this.list.append(node);
    if (this.nodes.size > MAX_NODES) {
      const [[oldest, gone]] = this.nodes;
      this.nodes.delete(oldest);
      gone.remove();
    }
    if (!this.stick && !node.hidden) this.button.hidden = false;
  }

  #scrolled() {
    const rest = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight;
    // Only a reader scrolls up: the feed growing or shrinking does not.
    const up = this.scroll.scrollTop < this.top - 1;
    this.top = this.scroll.scrollTop;
    if (rest < NEAR_PX) this.stick = true;
    else if (up) this.stick = false;
    if (this.stick) this.button.hidden = true;
  }

  // Once a frame, however many lines came.
  #jump() {
    if (this.jumping) return;
    this.jumping = true;
    requestAnimationFrame(() => {
      this.jumping = false;
      if (this.stick) this.scroll.scrollTop = this.#end();
    });
  }

  // What is taller than the feed is read from its beginning.
  #end() {
    const last = this.list.lastElementChild;
    const tall = last !== null && last.offsetHeight > this.scroll.clientHeight;
    return tall ? last.offsetTop - GAP_PX : this.scroll.scrollHeight;
  }

  toBottom() {
    this.stick = true;
    this.button.hidden = true;
    this.#jump();
  }
}
