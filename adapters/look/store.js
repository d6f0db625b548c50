// Small values kept in this browser; storage may be switched off.
function area(kind) {
  try {
    return window[kind];
  } catch {
    return null;
  }
}

function reader(kind) {
  return {
    get(key) {
      try {
        return area(kind)?.getItem(key) ?? null;
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        area(kind)?.setItem(key, value);
      } catch {
        // full or forbidden: the page works without it
      }
    },
  };
}

export const lasting = reader("localStorage");
export const passing = reader("sessionStorage");
