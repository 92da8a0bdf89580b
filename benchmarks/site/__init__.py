"""The Django site that is measured."""
