"""The use cases for scripts and auditors."""
