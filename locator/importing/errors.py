class ImportRefusedError(Exception):
    """Nothing was written; its one line tells people where and why."""


class BrokenFileError(ImportRefusedError):
    """The file cannot be read to its end."""


class RulesError(ImportRefusedError):
    """The rules file does not say what rules need to say."""
