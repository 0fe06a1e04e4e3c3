"""Every class of attack on signed PDFs that is known, as small generators over our own files."""
