"""What fills the demo: people, what they write, what they attach, and how the work on it went."""
