// The entries of an edition in another order, by buttons and by dragging. What is sent is the number in each row, which
// can be typed as well; the rows stand where their numbers put them.
const group = document.getElementById("items-group");
const said = document.createElement("p");
let dragged = null;

const rows = () => [...group.querySelectorAll(".inline-related:not(.empty-form)")];
const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
const kind = (row) => field(row, "kind")?.value ?? "";
const title = (row) => field(row, "title")?.value.trim() || "this entry";
const number = (row) => Number(row.id.split("-").pop());
const kin = (row) => (kind(row) ? rows().filter((one) => kind(one) === kind(row)) : []);

function renumber(row) {
  const line = kin(row);
  line.forEach((one, place) => { field(one, "position").value = place + 1; });
  said.textContent = `“${title(row)}” is ${line.indexOf(row) + 1} of ${line.length} now.`;
}

// The neighbour moves, not the row, so that whoever pressed its button stays on it.
function move(row, step) {
  const line = kin(row);
  const other = line[line.indexOf(row) + step];
  if (!kind(row)) {
    said.textContent = "Choose a kind first: entries are ordered within their kind.";
  } else if (!other) {
    said.textContent = `“${title(row)}” is ${step < 0 ? "the first" : "the last"} of its kind.`;
  } else {
    if (step < 0) row.after(other);
    else row.before(other);
    renumber(row);
  }
}

function button(row, step, sign, word) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "move";
  made.textContent = sign;
  const name = () => { made.setAttribute("aria-label", `Move ${word}: ${title(row)}`); };
  made.addEventListener("click", () => move(row, step));
  field(row, "title").addEventListener("change", name);
  name();
  return made;
}

function handle(row) {
  const made = document.createElement("span");
  made.className = "drag";
  made.draggable = true;
  made.title = "Drag to another place of its kind";
  made.setAttribute("aria-hidden", "true");
  made.textContent = "⠿";
  made.addEventListener("dragstart", (event) => {
    dragged = row;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", title(row));
    event.dataTransfer.setDragImage(row, 0, 0);
    row.classList.add("dragged");
  });
  made.addEventListener("dragend", () => {
    row.classList.remove("dragged");
    dragged = null;
    renumber(row); // Also where it was let go outside: it stands where it was last over.
  });
  return made;
}

function equip(row) {
  const cell = row.querySelector(".fieldBox.field-position");
  if (!cell || !field(row, "position") || cell.querySelector(".moves")) return;
  const moves = document.createElement("span");
  moves.className = "moves";
  moves.append(button(row, -1, "↑", "up"), button(row, 1, "↓", "down"), handle(row));
  cell.append(moves);
}

function over(event) {
  const row = event.target.closest(".inline-related:not(.empty-form)");
  if (!dragged || !row || kind(row) !== kind(dragged) || !kind(dragged)) return;
  event.preventDefault();
  if (row === dragged) return;
  const box = row.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) row.before(dragged);
  else row.after(dragged);
}

// Django numbers the fields anew, in the order in which the rows stand, when an added row is taken away again. The rows
// that are kept already have to come first then.
function asMade(event) {
  if (!event.target.closest(".inline-deletelink")) return;
  const template = group.querySelector(".empty-form");
  rows().sort((one, other) => number(one) - number(other)).forEach((row) => template.before(row));
}

if (group) {
  said.setAttribute("role", "status");
  said.className = "visually-hidden";
  group.append(said);
  rows().forEach(equip);
  document.addEventListener("formset:added", (event) => { if (group.contains(event.target)) equip(event.target); });
  group.addEventListener("click", asMade, true);
  group.addEventListener("dragover", over);
  group.addEventListener("drop", (event) => { if (dragged) event.preventDefault(); });
  group.dataset.order = "on"; // What is tested: the buttons are there from now on.
}
