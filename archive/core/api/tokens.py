"""The API's tokens."""

from typing import Any

from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed


class Token(TokenAuthentication):
    """`Authorization: Token ...`; what is no token at all is refused before the database is asked for it."""

    def authenticate_credentials(self, token: bytes) -> Any:
        """Return the account and the token, or refuse it as no, an ended or another's token."""
        if not token.isalnum():
            raise AuthenticationFailed(_("Invalid token."))
        return super().authenticate_credentials(token)
