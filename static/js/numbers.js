// Numbers stand with their thousands parted, and lose the commas as soon as somebody edits them: a digit that is added
// or taken away would leave them in the wrong places. What is typed over, or has no such commas, is left alone.

const PARTED = /^\d{1,3}(,\d{3})+$/;
const WHOLE = /^\d{4,16}$/;

function isNumber(field) {
  return field instanceof HTMLInputElement && field.matches(".field .input");
}

function commas(text) {
  return text.split(",").length - 1;
}

document.addEventListener("beforeinput", ({ target, data }) => {
  if (!isNumber(target) || !PARTED.test(target.value) || data === ",") return;
  const { value, selectionStart: from, selectionEnd: to } = target;
  if (to - from === value.length) return;
  target.value = value.replaceAll(",", "");
  target.setSelectionRange(from - commas(value.slice(0, from)), to - commas(value.slice(0, to)));
});

document.addEventListener("focusout", ({ target }) => {
  if (isNumber(target) && WHOLE.test(target.value)) {
    target.value = target.value.replace(/\B(?=(\d{3})+$)/g, ",");
  }
});
