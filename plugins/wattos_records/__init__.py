"""Typed records: hours, fees, contacts and other facts with a structure, read from documents."""
