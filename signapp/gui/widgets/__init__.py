"""The pieces that the screens are built of; none knows a use case."""
