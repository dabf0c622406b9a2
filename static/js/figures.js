// Opens the history of a figure in a slip beside its mark. Without this the mark leads to the same as a page of its own.

const MARK = '.src a[href*="/figures/"]';
const GAP = 6;
// So much room is enough below a mark; with less, the slip goes where there is more.
const ENOUGH = 400;

const slip = document.getElementById("slip");
const status = slip?.querySelector("[role=status]");
let body = slip?.querySelector(".stack");
let opener = null;

function place() {
  const mark = opener.getBoundingClientRect();
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const below = height - mark.bottom;
  const isBelow = below >= Math.min(ENOUGH, mark.top);
  const left = Math.max(GAP, Math.min(mark.left, width - slip.offsetWidth - GAP));
  const put = (name, value) => slip.style.setProperty(name, value);
  put("--placed", "absolute");
  put("--left", `${left + scrollX}px`);
  put("--top", isBelow ? `${mark.bottom + scrollY + GAP}px` : "auto");
  put("--foot", isBelow ? "auto" : `${height - mark.top - scrollY + GAP}px`);
  put("--room", `${(isBelow ? below : mark.top) - 2 * GAP}px`);
}

function wait(isWaiting) {
  body.setAttribute("aria-busy", isWaiting);
  status.classList.toggle("hide", !isWaiting);
  status.textContent = isWaiting ? status.dataset.waiting : (body.querySelector("h2")?.textContent ?? "");
}

// Makes room for another answer. One that is still under way finds its place no more on the page, and nobody hears of it.
function empty() {
  slip.querySelector(".failed")?.remove();
  const fresh = document.createElement("div");
  fresh.className = "stack";
  body.replaceWith(fresh);
  body = fresh;
}

async function open(mark) {
  empty();
  opener = mark;
  body.dataset.page = mark.pathname;
  wait(true);
  if (!slip.matches(":popover-open")) slip.showPopover({ source: mark });
  place();
  slip.scrollTop = 0;
  slip.focus({ preventScroll: true });
  const room = body;
  // A failure is told by answers.js.
  await htmx.ajax("GET", `${mark.pathname}?_part=history`, { source: room, target: room }).catch(() => {});
  if (room !== body) return;
  wait(false);
  const part = mark.hash && body.querySelector(mark.hash);
  if (part) slip.scrollTop = part.offsetTop - slip.firstElementChild.offsetHeight;
}

function isPlain(click) {
  return !(click.defaultPrevented || click.button || click.ctrlKey || click.metaKey || click.shiftKey || click.altKey);
}

if (slip?.showPopover) {
  document.addEventListener("click", (event) => {
    const mark = event.target.closest(MARK);
    if (!mark || !isPlain(event) || !window.htmx) return;
    event.preventDefault();
    open(mark);
  });
  slip.addEventListener("toggle", ({ newState }) => {
    if (newState !== "closed") return;
    empty();
    // Who turned to something else by the click that closed it stays there.
    const { activeElement } = document;
    if (slip.contains(activeElement) || activeElement?.contains(opener)) opener.focus({ preventScroll: true });
    opener = null;
  });
  addEventListener("resize", () => opener && place());
}
