"""What the OpenAPI schema says of the views. Loaded only where drf-spectacular, the extra ``openapi``, is installed."""

# Imported for the registrations that they make.
from . import fields, requester, staff

__all__ = ["fields", "requester", "staff"]
