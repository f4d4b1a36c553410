"""The scopes a platform can be granted, as UCP's identity linking names them: capability, colon, permission."""

CART = "dev.ucp.shopping.cart:manage"
CHECKOUT = "dev.ucp.shopping.checkout:manage"
ORDER = "dev.ucp.shopping.order:read"
CANCEL = "dev.voiceshop.order_cancel:manage"

DESCRIPTIONS = {
    CART: "See and change your cart",
    CHECKOUT: "Check out and pay with your saved cards",
    ORDER: "See your orders",
    CANCEL: "Cancel your orders",
}
ALL = tuple(DESCRIPTIONS)
