"""Fetches a website's pages and documents into a knowledge space."""
