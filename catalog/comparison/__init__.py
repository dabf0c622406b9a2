"""Models side by side: what an address asks for, all that the columns say, and which pairs are worth a page."""
