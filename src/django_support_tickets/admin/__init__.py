"""The staff's face. This facade is the admin classes' one public path."""

from .ticket import SupportTicketAdmin

__all__ = ["SupportTicketAdmin"]
