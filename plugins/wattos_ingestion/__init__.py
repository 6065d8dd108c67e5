"""Reads files: HTML, Markdown, text, PDF, DOCX, CSV and JSON Lines."""
