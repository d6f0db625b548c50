// Where a phone's keyboard lies over the page (iOS), the page becomes as tall as what is left.
export function followKeyboard() {
  const seen = window.visualViewport;
  if (!seen) return;
  const fit = () => {
    if (seen.scale > 1.01) return;
    const covered = window.innerHeight - seen.height > 60;
    document.body.style.height = covered ? `${Math.round(seen.height)}px` : "";
    if (covered) window.scrollTo(0, 0);
  };
  seen.addEventListener("resize", fit);
}
