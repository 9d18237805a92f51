"""The finished folder: its pages, links, ids and weight, whoever built it."""
