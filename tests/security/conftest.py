"""The whole application and a real Chromium, as the end-to-end tests have them."""

from tests.e2e.conftest import app, browser, chromium_path

__all__ = ["app", "browser", "chromium_path"]
