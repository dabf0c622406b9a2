// Marks the fields of a form that an answer of htmx finds fault with. The fields themselves are not replaced, so that
// nobody loses what they are typing; what is wrong stands in the note that each field names as its description.

function mark(field) {
  const note = document.getElementById(`${field.id}_note`);
  if (!note) return;
  if (note.querySelector(".error")) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

document.addEventListener("htmx:afterSettle", () => {
  document.querySelectorAll(".calc :is(.input, [type=checkbox])[id]").forEach(mark);
});
