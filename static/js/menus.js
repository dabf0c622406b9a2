// Closes an open menu on Escape, and when the reader turns to something else. Opening needs no script.

function open() {
  return document.querySelector("details.menu[open]");
}

document.addEventListener("keydown", (event) => {
  const menu = open();
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

for (const turning of ["click", "focusin"]) {
  document.addEventListener(turning, (event) => {
    const menu = open();
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
}
