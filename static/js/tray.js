// What a reader collects for comparing: up to six ids, kept in the browser's own storage and in no cookie, so that pages
// stay the same for everybody. Boxes, buttons and the masthead show it, in every open tab. Where storage is switched off
// nothing here happens: boxes are part of a form and links lead on by themselves.

const KEY = "compare";
const MOST = 6;
const ID = /^[\w-]{1,80}\/[A-Za-z0-9][\w.-]{0,119}$/;
const SAID_FOR = 6000;

const tray = document.getElementById("tray");
const said = document.getElementById("said");
const page = tray.href;
let silence;

function kept() {
  try {
    const ids = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(ids) ? ids.filter((id) => ID.test(id)).slice(0, MOST) : [];
  } catch {
    return []; // Not ours, or not JSON: as good as empty.
  }
}

function works() {
  try {
    localStorage.setItem(`${KEY}-works`, "");
    localStorage.removeItem(`${KEY}-works`);
    return true;
  } catch {
    return false;
  }
}

function keep(ids) {
  if (ids.length) localStorage.setItem(KEY, JSON.stringify(ids));
  else localStorage.removeItem(KEY);
  show();
}

function address(ids) {
  return `${page}?${ids.map((id) => `m=${id}`).join("&")}`;
}

function say(words) {
  said.textContent = words;
  clearTimeout(silence);
  silence = setTimeout(() => said.replaceChildren(), SAID_FOR);
}

function take(id) {
  const ids = kept();
  if (ids.includes(id)) return;
  if (ids.length >= MOST) {
    show();
    say(`${MOST} models fit side by side. Remove one to make room.`);
    return;
  }
  keep([...ids, id]);
  say(`${ids.length + 1} of ${MOST} chosen for comparing.`);
}

function drop(id) {
  const ids = kept();
  if (!ids.includes(id)) return;
  keep(ids.filter((other) => other !== id));
  say(`Removed: ${ids.length - 1} of ${MOST} chosen for comparing.`);
}

function turn(id) {
  if (kept().includes(id)) drop(id);
  else take(id);
}

// A link to a comparison becomes a button that collects: what it does is no longer to lead away.
function asButton(link) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  for (const [name, value] of Object.entries(link.dataset)) button.dataset[name] = value;
  button.replaceChildren(...link.childNodes);
  link.replaceWith(button);
}

function show() {
  const ids = kept();
  tray.hidden = document.getElementById("tray-clear").hidden = ids.length === 0;
  tray.href = ids.length ? address(ids) : page;
  tray.querySelector(".count").textContent = ids.length || "";
  for (const count of document.querySelectorAll(".picks .count")) count.textContent = ids.length;
  for (const box of document.querySelectorAll(".picks [name=m]")) box.checked = ids.includes(box.value);
  for (const button of document.querySelectorAll("button[data-compare]")) {
    const label = button.querySelector("span");
    button.dataset.add ??= label.textContent;
    const chosen = ids.includes(button.dataset.compare);
    label.textContent = chosen ? button.dataset.remove : button.dataset.add;
    button.classList.toggle("chosen", chosen);
  }
}

function onClick({ target }) {
  const of = (name) => target.closest(`[data-${name}]`)?.dataset[name];
  if (target.closest("#tray-clear")) {
    keep([]);
    say("Nothing is chosen for comparing.");
  } else if (of("compare")) turn(of("compare"));
  else if (of("drop")) drop(of("drop"));
  else if (of("take")) take(of("take"));
}

function onChange({ target }) {
  if (!target.matches(".picks [name=m]")) return;
  if (target.checked) take(target.value);
  else drop(target.value);
}

function onSubmit(event) {
  const ids = kept();
  if (!event.target.matches(".picks") || !ids.length) return;
  event.preventDefault();
  // With those that were chosen on other pages.
  location.assign(address(ids));
}

if (works()) {
  document.querySelectorAll("a[data-compare]").forEach(asButton);
  document.addEventListener("click", onClick);
  document.addEventListener("change", onChange);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("htmx:afterSwap", show);
  window.addEventListener("storage", ({ key }) => (key === KEY || key === null) && show());
  window.addEventListener("pageshow", show);
  show();
}
