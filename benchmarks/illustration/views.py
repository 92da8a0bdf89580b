"""The specification's serializers and view, without the attachments."""

import re
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from rest_framework import serializers, status, viewsets
from rest_framework.permissions import AllowAny, BasePermission, IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response

from .models import IllustratedTicket


class IllustratedSerializer(serializers.ModelSerializer[IllustratedTicket]):
    class Meta:
        model = IllustratedTicket
        fields = ["name", "email", "phone", "subject", "message"]
        extra_kwargs = {
            "name": {"min_length": 2, "max_length": 100},
            "message": {"min_length": 10, "max_length": 2000},
        }

    def validate_name(self, value: str) -> str:
        if not re.match(r"^[a-zA-ZçğıöşüÇĞIİÖŞÜ\s]+$", value):
            raise serializers.ValidationError("Ad soyad sadece harf içerebilir.")
        return value.strip()

    def validate_phone(self, value: str | None) -> str | None:
        if value:
            cleaned = re.sub(r"[\s\+\-]", "", value)
            if not cleaned.isdigit() or len(cleaned) < 10:
                raise serializers.ValidationError("Geçerli bir telefon numarası girin.")
        return value


class IllustratedListSerializer(serializers.ModelSerializer[IllustratedTicket]):
    user_email = serializers.EmailField(source="user.email", read_only=True)
    assigned_to_email = serializers.EmailField(source="assigned_to.email", read_only=True, allow_null=True)
    attachment_name = serializers.SerializerMethodField()

    class Meta:
        model = IllustratedTicket
        fields = [
            *("id", "ticket_number", "name", "email", "phone", "subject", "message", "status", "user", "user_email"),
            *("assigned_to", "assigned_to_email", "attachment", "attachment_name", "notes"),
            *("created_at", "updated_at", "resolved_at"),
        ]

    def get_attachment_name(self, obj: IllustratedTicket) -> str | None:
        return obj.get_attachment_filename()


class IllustratedViewSet(viewsets.ModelViewSet[IllustratedTicket]):
    queryset = IllustratedTicket.objects.all()

    def get_serializer_class(self) -> Any:
        return IllustratedSerializer if self.action == "create" else IllustratedListSerializer

    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny()] if self.action == "create" else [IsAdminUser()]

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        ticket = serializer.save(user=request.user) if request.user.is_authenticated else serializer.save()
        self.send_confirmation_email(ticket)
        data = {"ticket_number": ticket.ticket_number, "created_at": ticket.created_at.isoformat()}
        return Response({"status": "success", "data": data}, status=status.HTTP_201_CREATED)

    def send_confirmation_email(self, ticket: IllustratedTicket) -> None:
        subject = f"Destek Talebiniz Alındı - {ticket.ticket_number}"
        message = f"Sayın {ticket.name},\n\nDestek talebiniz başarıyla oluşturuldu.\n\nKonu: {ticket.subject}\n"
        send_mail(subject, message, settings.DEFAULT_FROM_EMAIL, [ticket.email], fail_silently=False)
