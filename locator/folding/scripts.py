"""The scripts that names here are written in, as patterns of one letter."""

import re
from typing import Final

KHMER: Final = re.compile("[\u1780-\u17ff]")
HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
KANA_OR_HANGUL: Final = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
