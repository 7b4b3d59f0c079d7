"""The API by which a partner's server acts for the visitor of a link: `docs/reference/partner-api.md`."""
