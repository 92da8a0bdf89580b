"""The limit: what REST framework costs at the least for the same data."""
