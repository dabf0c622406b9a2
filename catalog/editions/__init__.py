"""Whether what editors wrote is still true: the check of a text, and the sentences that are bound to tests."""
