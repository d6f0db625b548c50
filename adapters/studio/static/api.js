// What is asked of the server. Every failure is a Refused whose message is for people.
import { textOf } from "/look/element.js";
import { language, t } from "./words.js";

export class Refused extends Error {
  constructor(message, code = "", status = 0) {
    super(message);
    Object.assign(this, { code, status });
  }

  get signedOut() {
    return this.status === 401;
  }
}

let csrf = "";
let whenOut = () => {};

export function onSignedOut(told) {
  whenOut = told;
}

async function ask(path, { method = "GET", body } = {}) {
  const headers = {};
  if (csrf && method !== "GET") headers["X-CSRF"] = csrf;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path, {
      method, headers, credentials: "same-origin", cache: "no-store",
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refused(t("not_sent"), "away");
  }
  const read = await answer.json().catch(() => null);
  if (answer.ok) return read ?? {};
  throw new Refused(said(read?.error) || t("not_done"), textOf(read?.error?.code), answer.status);
}

// In Korean where the server has no English for it.
const said = (error) => (language === "en" && textOf(error?.english)) || textOf(error?.message);

async function inside(path, options) {
  try {
    return await ask(path, options);
  } catch (error) {
    if (error.signedOut) whenOut();
    throw error;
  }
}

// Signs in by an invite, or by the cookie where there is none.
export async function signIn(invite) {
  const session = invite
    ? await ask("/studio/session", { method: "POST", body: { invite } })
    : await ask("/studio/session");
  csrf = textOf(session.csrf);
  return session;
}

export const signOut = () => ask("/studio/session", { method: "DELETE" });
export const deed = (what) => inside("/studio/do", { method: "POST", body: what });
export const settings = () => inside("/studio/settings");
export const invites = () => inside("/studio/invites");
export const best = () => inside("/studio/stories/best");
export const report = () => inside("/studio/report");
export const audit = (before) => inside(`/studio/audit${before ? `?before=${encodeURIComponent(before)}` : ""}`);
