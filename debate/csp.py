"""The content security policy, with the exceptions that settings name by the beginning of an address."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ContentSecurityPolicy(CSPMiddleware):
    """django-csp's header; pages under a prefix of CSP_EXCEPTIONS get the wider directives given there."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the policy of one answer; a view's own `csp_replace` wins over the exceptions."""
        parts = super().get_policy_parts(request, response, report_only)
        wider = [
            rules for prefix, rules in settings.CSP_EXCEPTIONS.items() if request.path_info.startswith(prefix)
        ]
        for rules in wider:
            parts.replace = {**rules, **(parts.replace or {})}
        return parts
