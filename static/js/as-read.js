// Shows a text of an edition as its readers will see it, beside its field, while somebody types. Without it the same is
// seen by "Save and preview".

const FIELDS = 'textarea[name="about"], textarea[name="verdict"], textarea[name$="-text"]';
const PAUSE = 400; // Milliseconds without a key.

const form = document.querySelector("#edition_form");
const address = document.querySelector("[data-as-read]")?.dataset.asRead;

function made(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

async function ask(text, signal) {
  const { ai_model: model, csrfmiddlewaretoken: token } = form.elements;
  if (!model?.value) return "Choose a model: then its figures are known.";
  const body = new URLSearchParams({ ai_model: model.value, text, csrfmiddlewaretoken: token.value });
  const answer = await fetch(address, { method: "POST", body, signal });
  if (!answer.ok) throw new Error(answer.status);
  return new DOMParser().parseFromString(await answer.text(), "text/html").body;
}

function paneOf(field) {
  const pane = made("div", { className: "as-read-text" });
  const head = made("p", { className: "as-read-head", textContent: "As readers see it" });
  const box = made("div", { className: "as-read" }, head, pane);
  const row = field.closest(".flex-container");
  row.classList.add("with-as-read");
  row.append(box);
  return pane;
}

function follow(field) {
  if (field.dataset.followed || field.name.includes("__prefix__")) return;
  field.dataset.followed = "yes";
  const pane = paneOf(field);
  let shown = "";
  let last = new AbortController();
  let pause;
  const show = async () => {
    const text = field.value;
    if (text === shown) return;
    last.abort();
    last = new AbortController();
    try {
      const found = text.trim() ? await ask(text, last.signal) : "";
      pane.replaceChildren(...(found.childNodes ?? [found]));
      // What is typed stays, wherever somebody looks.
      pane.querySelectorAll("a").forEach((link) => Object.assign(link, { target: "_blank", rel: "noopener" }));
      shown = text;
    } catch (error) {
      if (error.name === "AbortError") return;
      pane.textContent = "What you type cannot be shown at the moment; it is kept in its field.";
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(show, PAUSE);
  });
  // Entries one after another, as somebody comes to them: each asks the database for all figures.
  field.addEventListener("focus", show);
  if (!field.name.endsWith("-text")) show();
}

if (form && address) {
  form.querySelectorAll(FIELDS).forEach(follow);
  document.addEventListener("formset:added", (event) => event.target.querySelectorAll(FIELDS).forEach(follow));
}
