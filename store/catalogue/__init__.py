"""What the shop sells: products, their options, the variants that choices mint, and the search over them."""
