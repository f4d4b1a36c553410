"""Speech: locale files, and the code that speaks them."""
