"""The provinces by their codes, each with its time zone."""

WESTERN, CENTRAL, EASTERN = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
ZONES = {
    **dict.fromkeys(["11", "12", "13", "14", "15", "16", "17", "18", "19", "21"], WESTERN),  # Sumatra
    **dict.fromkeys(["31", "32", "33", "34", "35", "36"], WESTERN),  # Java
    **dict.fromkeys(["51", "52", "53"], CENTRAL),  # Bali, Nusa Tenggara
    **dict.fromkeys(["61", "62"], WESTERN),  # West and Central Kalimantan
    **dict.fromkeys(["63", "64", "65"], CENTRAL),  # South, East and North Kalimantan
    **dict.fromkeys(["71", "72", "73", "74", "75", "76"], CENTRAL),  # Sulawesi
    **dict.fromkeys(["81", "82"], EASTERN),  # Maluku
    **dict.fromkeys(["91", "92", "93", "94", "95", "96"], EASTERN),  # Papua
}
"""The zone of each province by its code. Source: Keputusan Presiden 41/1987; newer provinces keep the zone of
those they were part of."""
