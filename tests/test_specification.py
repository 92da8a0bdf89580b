"""The specification's own test, as written there."""

from django.contrib.auth import get_user_model
from django.test import TestCase
from rest_framework.test import APIClient

User = get_user_model()


class SupportTicketTestCase(TestCase):
    def setUp(self):
        self.client = APIClient()

    def test_create_ticket(self):
        data = {
            "name": "Test User",
            "email": "test@example.com",
            "subject": "Sipariş Sorunu",
            "message": "Test mesajı burada yer alıyor",
        }
        response = self.client.post("/api/support/tickets/", data)
        self.assertEqual(response.status_code, 201)
        self.assertIn("ticket_number", response.data["data"])
