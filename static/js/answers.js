// What happens when an answer that htmx asked for does not come: a remark before the place it was meant for, with the
// plain address to follow instead. What stood there before stays.

const FAILED = "failed";

function remark(asked, place) {
  const said = document.getElementById(FAILED).content.firstElementChild.cloneNode(true);
  const address = asked.getAttribute("href") || asked.getAttribute("action") || asked.dataset.page;
  if (address) said.querySelector("a").href = address;
  document.querySelector(`.${FAILED}`)?.remove();
  place.before(said);
}

for (const mishap of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(mishap, ({ detail }) => remark(detail.elt, detail.target));
}

document.addEventListener("htmx:afterSwap", () => document.querySelector(`.${FAILED}`)?.remove());
