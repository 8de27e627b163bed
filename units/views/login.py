"""The door. After it each person lands on the page of his role."""

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView

from units import sessions
from units.models import User


class Login(LoginView):
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        """Outside production the page names the demo accounts, so that a visitor can try each role."""
        accounts = []
        if not settings.PRODUCTION:
            accounts = User.objects.filter(is_demo=True).select_related("unit").order_by("id")[:20]
        return super().get_context_data(
            demo_accounts=accounts, demo_password=settings.DEMO_PASSWORD if accounts else "", **kwargs
        )


class Logout(LogoutView):
    def post(self, request, *args, **kwargs):
        """The person's open lines end now, not when they are next looked at."""
        answer = super().post(request, *args, **kwargs)
        sessions.changed()
        return answer
