"""The starter content: an essay, the works cited on it, eight debates, and demonstration ratings of them."""
