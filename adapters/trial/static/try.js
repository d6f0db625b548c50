// The survey: what may be picked comes from the server, and what was shown goes back with it.
import { byId, make, textOf } from "/look/element.js";
import { filmCard, poster } from "/look/film.js";

const MOST = { moods: 3, genres: 3, intents: 1 };
const picked = { moods: [], genres: [], intents: [null] };
let shown = [];

function choice(group, value, label) {
  const node = make("label", "choice");
  const input = make("input");
  input.type = group === "intents" ? "radio" : "checkbox";
  input.name = group;
  input.checked = picked[group].includes(value);
  input.addEventListener("change", () => pick(group, value, input.checked));
  node.append(input, make("span", "", label));
  input.pickedValue = value;
  return node;
}

function pick(group, value, on) {
  if (group === "intents") picked.intents = [value];
  else if (on) picked[group].push(value);
  else picked[group] = picked[group].filter((one) => one !== value);
  if (group !== "intents") {
    const full = picked[group].length >= MOST[group];
    for (const input of byId(group).querySelectorAll("input")) input.disabled = full && !input.checked;
  }
  const ready = picked.moods.length > 0;
  byId("ask").disabled = !ready;
  say(ready ? "" : "기분을 하나 이상 골라 주세요.");
}

function say(text, wrong = false) {
  byId("status").textContent = text;
  byId("status").classList.toggle("wrong", wrong);
}

function show(films) {
  const list = byId("films");
  list.replaceChildren();
  for (const film of films) {
    const card = filmCard(film);
    card.prepend(poster(film));
    const item = make("li");
    item.append(card);
    list.append(item);
  }
  byId("result").hidden = false;
  byId("result-title").textContent = films.length ? `이런 영화 ${films.length}편은 어때요?` : "더 보여 드릴 영화가 없어요. 다시 골라 볼까요?";
  byId("others").hidden = films.length === 0;
  byId("result-title").focus({ preventScroll: true });
  byId("result").scrollIntoView({ block: "start" });
}

async function ask() {
  say("고르고 있어요…");
  byId("ask").disabled = byId("others").disabled = true;
  try {
    const answer = await fetch("/try/films", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ moods: picked.moods, genres: picked.genres, intent: picked.intents[0], shown }),
    });
    const body = await answer.json();
    if (!answer.ok) return say(textOf(body.error) || "지금은 고르지 못했어요. 잠시 뒤에 다시 눌러 주세요.", true);
    const films = Array.isArray(body.films) ? body.films : [];
    shown = [...shown, ...films.map((film) => film.id)].slice(-400);
    say("");
    show(films);
  } catch {
    say("서버에 닿지 못했어요. 인터넷을 확인하고 다시 눌러 주세요.", true);
  } finally {
    byId("ask").disabled = byId("others").disabled = false;
  }
}

async function start() {
  let choices = null;
  try {
    choices = await (await fetch("/try/choices")).json();
  } catch {
    return say("서버에 닿지 못했어요. 새로 고쳐 주세요.", true);
  }
  for (const [value, label] of Object.entries(choices.moods)) byId("moods").append(choice("moods", value, label));
  for (const [value, label] of Object.entries(choices.genres)) byId("genres").append(choice("genres", value, label));
  for (const { value, label } of choices.intents) byId("intents").append(choice("intents", value, label));
}

byId("survey").addEventListener("submit", (event) => {
  event.preventDefault();
  shown = [];
  ask();
});
byId("others").addEventListener("click", ask);
byId("again").addEventListener("click", () => {
  byId("survey").scrollIntoView();
  byId("moods").focus({ preventScroll: true });
});
start();
