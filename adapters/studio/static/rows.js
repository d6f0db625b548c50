// Lists that change while somebody works in them: a row stays the same node as long as it is there.
export function rows(list, items, { id = (one) => one.id, make, update = () => {} }) {
  const active = list.contains(document.activeElement) ? document.activeElement : null;
  const before = new Map([...list.children].map((node) => [node.dataset.id, node]));
  const wanted = new Map();
  for (const one of Array.isArray(items) ? items : []) {
    if (one !== null && typeof one === "object") wanted.set(String(id(one)), one);
  }
  for (const [key, node] of before) if (!wanted.has(key)) node.remove();
  let place = list.firstElementChild;
  for (const [key, one] of wanted) {
    let node = before.get(key);
    if (!node) {
      node = make(one);
      node.dataset.id = key;
    }
    update(node, one);
    if (node === place) place = place.nextElementSibling;
    else list.insertBefore(node, place);
  }
  // A row that moves loses the focus.
  if (active?.isConnected && document.activeElement !== active) active.focus({ preventScroll: true });
  return wanted.size;
}
