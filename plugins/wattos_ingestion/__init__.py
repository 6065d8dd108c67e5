"""Reads files: HTML, Markdown, text, PDF, DOCX, PPTX, XLSX, CSV, JSON Lines and mails."""
