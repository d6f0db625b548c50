// Emotes beside a text: pictures only, and only from where the page's policy lets them come.
const MOST = 5;

export function emoteRow(emotes) {
  const row = document.createElement("span");
  row.className = "emotes";
  for (const emote of (Array.isArray(emotes) ? emotes : []).slice(0, MOST)) {
    if (typeof emote?.url !== "string" || !emote.url.startsWith("https://")) continue;
    const image = document.createElement("img");
    image.alt = String(emote.name ?? "");
    image.referrerPolicy = "no-referrer";
    image.addEventListener("error", () => image.remove(), { once: true });
    image.src = emote.url;
    row.append(image);
  }
  return row;
}
