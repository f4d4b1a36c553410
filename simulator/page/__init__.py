"""The page of `make run`: its server, and what it tells a browser of devices, turns and the shop."""
