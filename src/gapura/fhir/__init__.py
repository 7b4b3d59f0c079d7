"""Evidence that registries of doses and laboratories send in HL7 FHIR R4; nothing is given out here."""
