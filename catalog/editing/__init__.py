"""How editions come to be: the steps from a draft to the page, drafts from other words, previews, what waits."""
