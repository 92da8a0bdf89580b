"""Files that people attach: what they really are, and what they may be called."""
