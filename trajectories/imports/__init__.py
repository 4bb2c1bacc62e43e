"""Lists as offices have them, from their bytes to rows that can be read; no database."""
