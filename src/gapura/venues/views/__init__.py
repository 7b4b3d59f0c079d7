"""The places of those who look after venues: PIC, coordinator, officer."""
