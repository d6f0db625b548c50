// A recommended film as a card.
import { make, textOf } from "./element.js";

const RATINGS = {
  all: "전체 관람가", 전체: "전체 관람가", 0: "전체 관람가",
  7: "7세 이상", 12: "12세 이상", 15: "15세 이상",
  18: "청소년 관람불가", 19: "청소년 관람불가", 청불: "청소년 관람불가",
};

const POSTERS = "https://image.tmdb.org/";

function ratingChip(rating) {
  const given = String(rating ?? "").trim();
  if (!given) return null;
  const key = given.toLowerCase();
  const label = Object.hasOwn(RATINGS, key) ? RATINGS[key] : given;
  return make("span", label === "청소년 관람불가" ? "rating adult" : "rating", label);
}

function provider({ name, url } = {}) {
  if (!textOf(name)) return null;
  let address = null;
  try {
    address = new URL(textOf(url));
  } catch {
    return make("span", "provider", name);
  }
  if (address.protocol !== "https:" && address.protocol !== "http:") return make("span", "provider", name);
  const node = make("a", "provider", name);
  node.href = address.href;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  node.setAttribute("aria-label", `${name}에서 찾아보기 (새 창)`);
  return node;
}

// A hue of the film's own, so that cards differ at a glance.
function hue(text) {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + letter.codePointAt(0)) % 360;
  return sum;
}

// The film's picture over a drawn one, which stays where there is none or it cannot be loaded.
export function poster(film) {
  const node = make("div", "poster");
  node.setAttribute("aria-hidden", "true");
  node.style.setProperty("--hue", hue(textOf(film.title)));
  node.append(make("span", "poster-letter", [...textOf(film.title)].slice(0, 2).join("")));
  if (textOf(film.poster).startsWith(POSTERS)) {
    const picture = make("img");
    picture.alt = "";
    picture.addEventListener("error", () => picture.remove());
    picture.src = film.poster;
    node.append(picture);
  }
  return node;
}

export function filmCard(film) {
  const card = make("article", "film");
  const body = make("div", "film-body");
  const title = make("h3", "film-title", textOf(film.title));
  if (film.year) title.append(make("small", "", film.year));
  const facts = make("p", "film-facts");
  const chip = ratingChip(film.rating);
  if (chip) facts.append(chip);
  const genres = (Array.isArray(film.genres) ? film.genres : []).filter(textOf);
  if (genres.length) facts.append(make("span", "", genres.join(" · ")));
  body.append(title, facts);
  if (textOf(film.why)) body.append(make("p", "film-why", film.why));
  // Six links on each of eight cards would bury the titles: they open on demand.
  const where = make("details", "where");
  where.append(make("summary", "where-title", "어디서 볼까요?"));
  const row = make("div", "providers");
  for (const one of Array.isArray(film.providers) ? film.providers : []) {
    const node = provider(one ?? {});
    if (node) row.append(node);
  }
  where.append(row);
  if (textOf(film.credit)) where.append(make("p", "credit", film.credit));
  if (row.childElementCount) body.append(where);
  card.append(body);
  return card;
}

// What a viewer may say of a film: the row's page hears "film-said" with the words to type.
const SAYINGS = { 찜: "찜", 봤어: "봤어요", 별로: "별로예요" };

function sayings(title) {
  const row = make("div", "film-sayings");
  for (const [command, label] of Object.entries(SAYINGS)) {
    const button = make("button", "saying", label);
    button.type = "button";
    button.setAttribute("aria-label", `${title}: ${label}`);
    button.addEventListener("click", () => {
      button.disabled = true;
      row.dispatchEvent(new CustomEvent("film-said", { bubbles: true, detail: `!${command} ${title}` }));
    });
    row.append(button);
  }
  return row;
}

export function filmRow(films) {
  const row = make("div", "films");
  row.tabIndex = 0;
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "추천 영화, 옆으로 넘겨 보세요");
  for (const film of Array.isArray(films) ? films.slice(0, 8) : []) {
    if (!film || !textOf(film.title)) continue;
    const card = filmCard(film);
    // Only where the channel shows pictures: a row of drawn ones would bury the titles.
    if (textOf(film.poster)) card.prepend(poster(film));
    card.querySelector(".film-body").append(sayings(textOf(film.title)));
    row.append(card);
  }
  return row.childElementCount ? row : null;
}
