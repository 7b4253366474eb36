"""Outlets for spreadsheets and maps, in the columns that an import reads again."""
