import re

from django.conf import settings

_ROW = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)
_READ = re.compile(r"env\.\w+\(\s*\"([A-Z_]+)\"")


def test_the_deployment_guide_lists_every_variable_that_the_settings_read() -> None:
    guide = (settings.BASE_DIR / "deploy" / "README.md").read_text()
    code = (settings.BASE_DIR / "locator" / "config" / "settings.py").read_text()
    assert set(_ROW.findall(guide)) == set(_READ.findall(code))
