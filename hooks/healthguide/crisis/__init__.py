"""The crisis block: the lines that may be shown, the settings, and the block in a finished page."""
