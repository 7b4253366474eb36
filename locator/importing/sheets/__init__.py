"""Spreadsheets as a source: CSV, XLSX and GeoJSON with any columns in any order."""
