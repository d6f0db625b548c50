// A recommended film as a card.
import { make, textOf } from "./element.js";

const RATINGS = {
  all: "전체 관람가", 전체: "전체 관람가", 0: "전체 관람가",
  7: "7세 이상", 12: "12세 이상", 15: "15세 이상",
  18: "청소년 관람불가", 19: "청소년 관람불가", 청불: "청소년 관람불가",
};

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

export function filmRow(films) {
  const row = make("div", "films");
  row.tabIndex = 0;
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "추천 영화, 옆으로 넘겨 보세요");
  for (const film of Array.isArray(films) ? films.slice(0, 8) : []) {
    if (film && textOf(film.title)) row.append(filmCard(film));
  }
  return row.childElementCount ? row : null;
}
