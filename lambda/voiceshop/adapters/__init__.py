"""The world outside, behind the ports of `shop`."""
