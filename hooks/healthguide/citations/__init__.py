"""Citations of a page: which marks are live, what is wrong with them, and how they are printed."""
