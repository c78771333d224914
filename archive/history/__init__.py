"""Earlier versions of what people wrote, read from the event tables."""
