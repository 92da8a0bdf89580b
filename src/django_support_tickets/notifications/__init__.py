"""Who is told of what, and how the mail gets there."""
