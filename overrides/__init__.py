"""The theme, for programs that find it as the package `healthguide.theme`; it holds no code."""
