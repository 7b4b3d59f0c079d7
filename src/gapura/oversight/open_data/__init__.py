"""What everybody may have: published figures as JSON and CSV, and charts to put into other pages."""
