"""Finds personal data in German, English and Turkish texts and takes them out of documents."""
