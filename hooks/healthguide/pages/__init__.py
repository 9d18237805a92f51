"""One page: front matter, editorial rules, glossary, illustrations, comparison, plain language."""
