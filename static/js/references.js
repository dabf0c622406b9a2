// A picker of references to facts, for the fields of an edition that take them. Without it the list below the form holds
// the same names, to be copied by hand.

const FIELDS = 'input[name^="items-"][name$="-title"], textarea[name$="-text"], textarea[name="about"], textarea[name="verdict"], input[name="tagline"]';

const source = document.querySelector("#references");
const rows = [...(source?.querySelectorAll("[data-reference]") ?? [])];
const known = rows.map((row) => ({ name: row.dataset.reference, reads: "" }));

function made(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const search = made("input", { type: "search", id: "reference-search", autocomplete: "off" });
const list = made("ul", {});
const dialog = made(
  "dialog",
  { className: "reference-picker" },
  made("label", { htmlFor: "reference-search", textContent: "Insert a reference" }),
  search,
  list,
  made("button", { type: "button", className: "button", textContent: "Close", onclick: () => dialog.close() }),
);
dialog.setAttribute("aria-label", "Insert a reference");
let into = null;

function take(name) {
  const { selectionStart: start, selectionEnd: end } = into;
  dialog.close();
  into.focus();
  into.setRangeText(`{{${name}}}`, start, end, "end");
  into.dispatchEvent(new Event("input", { bubbles: true }));
}

function fill() {
  const words = search.value.toLowerCase().split(/\s+/);
  const fitting = known.filter(({ name, reads }) => words.every((word) => `${name} ${reads}`.toLowerCase().includes(word)));
  list.replaceChildren(
    ...fitting.map(({ name, reads }) => {
      const button = made("button", { type: "button", onclick: () => take(name) }, made("code", { textContent: name }));
      if (reads) button.append(` ${reads}`);
      return made("li", {}, button);
    }),
  );
}

// Once: what each reads today, from the page of the check. Where that cannot be had, the names stand alone.
let figures = null;

async function read() {
  const answer = await fetch(source.dataset.figures);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const reads = new Map([...page.querySelectorAll("tr[data-reference]")].map((row) => [row.dataset.reference, row.cells[1].textContent]));
  for (const one of known) one.reads = reads.get(one.name) ?? "";
  fill();
}

function move(event) {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key === "Enter" && event.target === search) {
    event.preventDefault(); // Not the form behind it.
    list.querySelector("button")?.click();
  }
  if (!(event.key in steps)) return;
  event.preventDefault();
  const stops = [search, ...list.querySelectorAll("button")];
  stops[stops.indexOf(document.activeElement) + steps[event.key]]?.focus();
}

function offer(field) {
  if (field.dataset.picks || field.name.includes("__prefix__")) return;
  field.dataset.picks = "yes";
  const button = made("button", { type: "button", className: "reference-button", textContent: "{{ }}", title: "Insert a reference" });
  button.setAttribute("aria-label", "Insert a reference");
  button.addEventListener("click", () => {
    into = field;
    search.value = "";
    fill();
    if (source.dataset.figures) figures ??= read().catch(() => {});
    dialog.showModal();
  });
  field.after(button);
}

function offerAll(within) {
  within.querySelectorAll(FIELDS).forEach(offer);
}

// Beside the facts stand their references: each goes into the field that was last in use.
let last = null;

function insertable(code) {
  const button = made("button", { type: "button", className: "insert", title: "Insert it into the text" });
  button.setAttribute("aria-label", `Insert ${code.textContent}`);
  button.addEventListener("click", () => {
    into = last?.isConnected ? last : document.querySelector('textarea[name="about"]');
    take(code.dataset.insert);
  });
  code.replaceWith(button);
  button.append(code);
}

if (known.length) {
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(FIELDS)) last = target;
  });
  document.querySelectorAll("[data-insert]").forEach(insertable);
  document.body.append(dialog);
  search.addEventListener("input", fill);
  dialog.addEventListener("keydown", move);
  offerAll(document);
  document.addEventListener("formset:added", (event) => offerAll(event.target));
}
