"""The illustration: the specification's own approach, faults included, in a table of its own.

Only what cannot be had twice in one project is different: the names of its reverse relations, and its URLs.
"""
