"""The ledger: entries, tree and verification; pure, hashlib and cryptography only."""
