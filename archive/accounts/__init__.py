"""People, their trust and who may do what."""
