"""One module a family of personal data; every finder yields (start, end) spans of a text."""
