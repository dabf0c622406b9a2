// Keeps what is typed into the form of a review in this browser until it was sent, so that neither a lost connection nor
// a sign-in that ran out costs anybody a text. One draft a model and account; the account is known by an opaque name, so
// that people who share a browser are not offered each other's. Tokens, traps and consent are never kept.

const LEFT_OUT = new Set(["homepage", "agrees"]);
const PREFIX = "draft of a review: ";
const OLD = 30 * 24 * 3600 * 1000;
const PATIENCE = 10_000;

function nameOf({ drafts, draft, accepted }) {
  return `${PREFIX}${drafts} ${draft ?? accepted}`;
}

function kept(name) {
  try {
    const draft = JSON.parse(localStorage.getItem(name));
    return typeof draft?.at === "number" && typeof draft.fields === "object" ? draft : null;
  } catch {
    return null; // Storage is switched off, or what is there is not ours.
  }
}

function keep(name, fields) {
  try {
    localStorage.setItem(name, JSON.stringify({ at: Date.now(), fields }));
  } catch {
    // Switched off or full: the form works without.
  }
}

function drop(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // As above.
  }
}

function dropOld() {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX) && !(kept(name)?.at > Date.now() - OLD)) drop(name);
    }
  } catch {
    // As above.
  }
}

function fieldsOf(form) {
  return [...form.elements].filter(
    ({ name, type }) => name && !LEFT_OUT.has(name) && !["hidden", "submit", "fieldset"].includes(type),
  );
}

function isTicked({ type }) {
  return type === "radio" || type === "checkbox";
}

function read(form) {
  const typed = {};
  for (const field of fieldsOf(form)) {
    typed[field.name] ??= [];
    if (!isTicked(field) || field.checked) typed[field.name].push(field.value);
  }
  return typed;
}

function fill(form, typed) {
  for (const field of fieldsOf(form)) {
    const values = typed[field.name];
    if (!Array.isArray(values)) continue;
    if (isTicked(field)) field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
}

// The preview follows the text, whoever changed it.
function tell(form) {
  form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
}

function same(some, others) {
  return JSON.stringify(some) === JSON.stringify(others);
}

function offer(form, draft, onDiscard) {
  const said = document.getElementById("restored");
  const moment = said.querySelector("time");
  const at = new Date(draft.at);
  moment.dateTime = at.toISOString();
  moment.textContent = at.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  said.hidden = false;
  said.querySelector("button").addEventListener("click", () => {
    form.reset();
    said.hidden = true;
    onDiscard();
    tell(form);
    form.elements.title.focus();
  });
}

function watch(form) {
  const name = nameOf(form.dataset);
  const given = read(form);
  const draft = kept(name);
  // What the server sends back is newer than what was kept.
  const isSentBack = "typed" in form.dataset;
  if (draft && !isSentBack) {
    fill(form, draft.fields);
    if (same(read(form), given)) drop(name);
    else offer(form, draft, () => drop(name));
  }
  const save = () => {
    const typed = read(form);
    if (!isSentBack && same(typed, given)) drop(name);
    else keep(name, typed);
  };
  if (isSentBack) save();
  form.addEventListener("input", save);
  // By then htmx listens.
  document.addEventListener("DOMContentLoaded", () => form.elements.text.value && tell(form));
}

// A page that cannot be reached would take the place of the form: so it is asked for first.
function ask(form) {
  const unsent = document.getElementById("unsent");
  let isThere = false;
  form.addEventListener("submit", async (event) => {
    if (isThere) return;
    event.preventDefault();
    try {
      await fetch(form.action, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    } catch {
      unsent.hidden = false;
      unsent.focus();
      return;
    }
    isThere = true;
    form.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", () => {
    isThere = false;
  });
}

const form = document.querySelector("form[data-draft]");
const accepted = document.querySelector("[data-accepted]");

dropOld();
if (accepted) drop(nameOf(accepted.dataset));
if (form?.dataset.drafts) watch(form);
if (form) ask(form);
