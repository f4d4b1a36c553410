"""The domain: what is sold, carts, purchases, what can go wrong, and the ports. Imports nothing from outside."""
