"""The reference library: its entries, and the forms they are printed and offered in."""
