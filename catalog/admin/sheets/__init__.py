"""What editors take out of the desk and bring back as CSV, XLSX or JSON, one file a noun."""
