"""The rules of a mayoral decision: pure, without I/O, clock, Qt, database or crypto library."""
