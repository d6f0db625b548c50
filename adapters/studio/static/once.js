// What is sent again, since its answer was lost, has the same key: it is done once.
export class Once {
  // `what` with its key.
  keyed(what) {
    const same = JSON.stringify(what);
    if (this.same !== same) Object.assign(this, { same, key: random() });
    return { ...what, key: this.key };
  }

  // The next is another one, even if it says the same.
  done() {
    this.same = null;
  }
}

// crypto.randomUUID is there on secure addresses only.
const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
