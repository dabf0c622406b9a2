// The keys of the moderators' queue. Every one presses what is on the page, so that the page works without them.
const PAUSE = 300; // A key struck twice must not decide on the next review before anybody has seen it.
const began = performance.now();
let isLeaving = false;

const isTyping = (element) => element.matches("textarea, select, input:not([type=radio])");
const openWay = () => document.querySelector("details.way[open]");

function press(target) {
  target.click();
  const way = target.closest("details.way");
  if (target.matches("button, a")) {
    isLeaving = true;
  } else if (way?.open) {
    way.querySelector("input:not([type=hidden]), textarea").focus();
  }
}

function choose(way, digit) {
  const reason = way.querySelectorAll("input[type=radio]")[digit - 1];
  if (!reason) return false;
  reason.checked = true;
  way.querySelector("textarea").focus();
  return true;
}

function leave(way) {
  way.open = false;
  way.querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => {
  const way = openWay();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && way?.contains(event.target)) {
    event.preventDefault();
    way.querySelector("form").requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isLeaving) return;
  if (event.key === "Escape" && way) {
    leave(way);
    return;
  }
  if (isTyping(event.target) || performance.now() - began < PAUSE) return;
  if (way && /^[1-9]$/.test(event.key)) {
    if (choose(way, Number(event.key))) event.preventDefault();
    return;
  }
  const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!target) return;
  event.preventDefault();
  press(target);
});

// Back from the next page: a browser may show this one as it was left.
addEventListener("pageshow", () => { isLeaving = false; });
// What is read out and tested: the keys are there from now on.
setTimeout(() => { document.documentElement.dataset.keys = "on"; }, PAUSE);
