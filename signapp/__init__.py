"""signapp: walks a mayoral decision from proposal to the signed agreement."""

__version__ = "0.1.0"
