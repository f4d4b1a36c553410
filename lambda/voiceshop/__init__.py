"""Voice Shop: a shopping skill for Alexa."""
