"""What a browser may keep of a signed-in page: nothing."""

from django.utils.cache import patch_vary_headers


class PrivacyMiddleware:
    """`no-store` on every page of a signed-in person and on every page that came with a secret in its address."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
        if signed_in or request.method != "GET" or getattr(request, "keep_secret", False):
            response["Cache-Control"] = "no-store"
            patch_vary_headers(response, ["Cookie"])
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()")
        response.setdefault("X-Robots-Tag", "noindex")
        return response
