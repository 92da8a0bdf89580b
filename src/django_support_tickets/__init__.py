"""A support desk for Django sites: tickets by API, staff work in the admin, mail that is not lost."""

__version__ = "0.1.0"
