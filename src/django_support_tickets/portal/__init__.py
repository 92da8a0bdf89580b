"""The requester's face: pages on which people write to the desk and read what it answers.

A site mounts them with ``path("support/", include("django_support_tickets.portal.urls"))``.
"""
