"""Who complies, fairly: counts of visits, dashboards, coverage, compliance, rankings and what goes out."""
