"""`/fhir/R4/`: for registries' servers, who show a bearer token; no cookie counts here."""
