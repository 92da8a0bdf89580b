"""What happened to a ticket, for the site's own code.

Every signal is sent after the commit, robustly: a receiver that fails is logged and changes nothing. None is
sent for a transaction that was rolled back. The sender is always the class ``SupportTicket``.

======================  =================================================================================
signal                  arguments
======================  =================================================================================
ticket_created          ``ticket``, ``actor`` (the user who opened it, or None)
ticket_edited           ``ticket``, ``actor``, ``fields`` (names of the changed fields, sorted)
ticket_status_changed   ``ticket``, ``actor``, ``old_status``, ``new_status``
ticket_assigned         ``ticket``, ``actor``, ``old_assignee_id``, ``assignee`` (a user, or None)
ticket_message_added    ``ticket``, ``actor``, ``message`` (a reply or an internal note, see its ``kind``)
ticket_rated            ``ticket``, ``actor``, ``rating`` (1 to 5)
ticket_deleted          ``ticket`` (no longer stored; its ``pk`` is kept), ``actor``
======================  =================================================================================
"""

from django.dispatch import Signal

ticket_created = Signal()
ticket_edited = Signal()
ticket_status_changed = Signal()
ticket_assigned = Signal()
ticket_message_added = Signal()
ticket_rated = Signal()
ticket_deleted = Signal()
