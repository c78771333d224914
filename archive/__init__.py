"""The debate archive: one Django app, one package per subject."""
