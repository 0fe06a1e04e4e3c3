"""The register on SQLite and documents as content-addressed files."""
