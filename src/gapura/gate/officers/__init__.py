"""What officers' devices ask of the gate: other people's check-ins, live or long after."""
