"""Forms of the pages; they check presence and kind, services say the rest."""
