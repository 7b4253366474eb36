"""Imports of spreadsheets through the admin: read, checked, applied, undone by jobs."""
