// A story's form: sent only after the yes to the age; what was masked comes back to be seen.
import { byId, make, textOf } from "/look/element.js";

const here = location.pathname.replace(/\/+$/, "");
const STATES = {
  pending: "매니저가 보기를 기다려요.",
  approved: "읽을 차례를 기다려요.",
  queued: "곧 방송에서 읽어요.",
  read: "방송에서 읽었어요.",
  answered: "방송에서 읽고 이야기를 나눴어요.",
  refused: "이번에는 읽지 않아요.",
};
const OPEN = ["pending", "approved"];
const UNREACHED = "서버에 닿지 못했어요. 인터넷을 확인하고 다시 눌러 주세요.";
let about = { shortest: 10, longest: 600 };
let code = "";
let editing = false;

function say(id, text, wrong = false) {
  byId(id).textContent = text;
  byId(id).classList.toggle("wrong", wrong);
}

async function sent(url, body, status) {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const told = await answer.json();
    if (answer.ok) return told;
    say(status, textOf(told.error) || UNREACHED, true);
  } catch {
    say(status, UNREACHED, true);
  }
  return null;
}

function count() {
  const letters = [...byId("text").value.trim()].length;
  byId("count").textContent = `${letters} / ${about.longest}자`;
  byId("send").disabled = letters < about.shortest || letters > about.longest;
}

function only(...shown) {
  for (const id of ["tell", "done", "answer", "back"]) byId(id).hidden = !shown.includes(id);
}

function show(told) {
  if (textOf(told.answer)) {
    byId("answer-text").textContent = told.answer;
    byId("text").value = "";
    only("answer");
    return byId("answer-title").focus();
  }
  const story = told.story ?? {};
  if (textOf(told.code)) code = told.code;
  byId("done-title").textContent = `‘${textOf(story.pseudonym)}’의 사연`;
  byId("done-code").hidden = !textOf(told.code);
  byId("done-code").textContent = textOf(told.code);
  const masked = Array.isArray(story.masked) ? story.masked : [];
  const notes = [STATES[story.state] ?? "", textOf(story.why)];
  if (textOf(told.code)) notes.unshift("이 번호를 적어 두세요. 사연을 고치거나 거둘 때 필요해요. 다시 보여 드릴 수 없어요.");
  if (masked.length) notes.push("칠한 곳은 개인 정보여서 가리고 저장했어요.");
  byId("done-note").textContent = notes.filter(Boolean).join(" ");
  draw(byId("done-text"), textOf(story.text), masked);
  byId("rewrite").hidden = !OPEN.includes(story.state);
  byId("withdraw").hidden = story.state === "queued";
  byId("no-shorts").hidden = story.shorts !== true;
  only("done");
  byId("done-title").focus();
}

// Spans count code points, as the server does.
function draw(node, text, masked) {
  const letters = [...text];
  node.replaceChildren();
  let begin = 0;
  for (const [start, end] of masked) {
    node.append(letters.slice(begin, start).join(""), make("mark", "", letters.slice(start, end).join("")));
    begin = end;
  }
  node.append(letters.slice(begin).join(""));
}

byId("tell").addEventListener("change", (event) => {
  if (event.target.name !== "age") return;
  const yes = event.target.value === "yes";
  byId("rest").hidden = !yes;
  say("status", yes ? "" : "만 14세 이상만 사연을 남길 수 있어요. 아무것도 남기지 않았어요.");
});
byId("text").addEventListener("input", count);
byId("tell").addEventListener("submit", async (event) => {
  event.preventDefault();
  const yes = document.querySelector("input[name=age]:checked")?.value === "yes";
  if (byId("send").disabled || !(yes || editing)) return;
  byId("send").disabled = true;
  say("status", "보내고 있어요…");
  const words = { text: byId("text").value, pseudonym: byId("name").value };
  const told = editing
    ? await sent("/story/mine", { code, ...words }, "status")
    : await sent(here, { ...words, of_age: yes, shorts: byId("shorts").checked }, "status");
  count();
  if (!told) return;
  say("status", "");
  show(told);
});
byId("back").addEventListener("submit", async (event) => {
  event.preventDefault();
  const typed = byId("code").value;
  const told = await sent("/story/mine", { code: typed }, "back-status");
  if (!told) return;
  say("back-status", "");
  code = typed;
  show(told);
});
byId("rewrite").addEventListener("click", () => {
  editing = true;
  byId("text").value = byId("done-text").textContent;
  byId("rest").hidden = false;
  document.querySelector(".age").hidden = true;
  byId("shorts").closest("label").hidden = true;
  count();
  only("tell");
  byId("text").focus();
});
byId("withdraw").addEventListener("click", async () => {
  if (!confirm("사연을 거둘까요? 남긴 글을 바로 지워요.")) return;
  const told = await sent("/story/mine", { code, withdraw: true }, "back-status");
  if (told) start("사연을 거뒀어요. 남긴 글은 지웠어요.");
});
byId("no-shorts").addEventListener("click", async () => {
  const told = await sent("/story/mine", { code, revoke: "shorts" }, "back-status");
  if (told) show(told);
});
byId("more").addEventListener("click", () => start(""));

function start(text) {
  editing = false;
  code = "";
  byId("tell").reset();
  byId("back").reset();
  byId("rest").hidden = true;
  document.querySelector(".age").hidden = false;
  byId("shorts").closest("label").hidden = false;
  say("status", text);
  only("tell", "back");
  count();
}

async function begin() {
  try {
    const answer = await fetch(`${here}/about`);
    about = await answer.json();
  } catch {
    return say("status", "서버에 닿지 못했어요. 새로 고쳐 주세요.", true);
  }
  byId("where").textContent = textOf(about.name);
  byId("where").hidden = !textOf(about.name);
  byId("name").maxLength = about.longest_name;
  count();
  if (!about.open) {
    byId("tell").querySelector(".age").hidden = true;
    say("status", "이 채널은 지금 사연을 받지 않아요.");
  }
}
begin();
