"""The use cases, in the order of a decision's life."""
