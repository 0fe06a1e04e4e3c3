"""The two helper processes, and the proxies that stand for them."""
