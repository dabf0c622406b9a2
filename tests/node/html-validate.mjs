// How html-validate judges our pages: all that it recommends, whole documents, and what it knows of accessibility.
// A rule is switched off or eased only with its reason beside it.
export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document", "html-validate:a11y"],
  elements: [
    "html5",
    {
      "*": { attributes: { "hx-*": {} } }, // htmx's own, which no standard knows
      meta: { attributes: { property: {} } }, // RDFa's, by which other sites read what a link to us is to show
      // In the standard, not yet in what html-validate knows of it.
      svg: { attributes: { width: {}, height: {}, viewbox: {}, preserveaspectratio: {} } },
    },
  ],
  rules: {
    "no-style-tag": "error",
    "no-unknown-attributes": "error",
    "no-unknown-elements": "error",

    // Both cases are valid; ours is the lower, as of all tags.
    "doctype-style": ["error", { style: "lowercase" }],
    // Several boxes of one name are one choice of many, as radio buttons are one of one.
    "form-dup-name": ["error", { shared: ["button", "checkbox", "radio", "reset", "submit"] }],
    // A title holds the name of its model, however long its maker made it.
    "long-title": "off",
    // A button without a type sends its form, and that is all that buttons do here.
    "no-implicit-button-type": "off",
    // An input without a type holds text.
    "no-implicit-input-type": "off",
    // A table that CSS folds into blocks on a phone is none to a browser any more: its roles must be said.
    "no-redundant-role": "off",
    // What templates leave between two tags; compressed, it weighs nothing.
    "no-trailing-whitespace": "off",
    // Our own files come from where the page does; a hash would guard them against ourselves.
    "require-sri": ["error", { target: "crossorigin" }],
  },
};
