"""What goes out to people: tables as CSV and XLSX, a weekly page as PDF, and the letter with it."""
