"""Static files with a digest in their name, compressed when they are collected."""

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

BROTLI_QUALITY = 9  # 11 makes a first start wait four times as long, for a tenth less


class QuickCompressor(Compressor):
    """Gzip as it is, Brotli short of its slowest level."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        """Return the bytes as Brotli."""
        return bytes(brotli.compress(data, quality=BROTLI_QUALITY))


class StaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage with the quicker compressor; modules find each other by the names with digests."""

    support_js_module_import_aggregation = True
    # of our own modules only: those that packages bring import what they do not bring
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )

    def create_compressor(self, **options: object) -> Compressor:
        """Return what compresses the collected files."""
        return QuickCompressor(**options)
