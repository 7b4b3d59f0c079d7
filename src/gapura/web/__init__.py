"""What all pages share: layout, styles, browser modules, home and error pages."""
