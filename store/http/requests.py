"""The request bodies we accept: the SDK's models joined with the extensions this store declares.

The SDK has no model of a cart or checkout request with discounts and fulfilment together; these are made of its parts.
"""

# mypy: disable-error-code="misc"
# The SDK ships without types, so its models look like Any to subclass.

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from ucp_sdk.models.schemas.common.types.postal_address import PostalAddress
from ucp_sdk.models.schemas.shopping import (
    cart_create_request,
    cart_update_request,
    checkout_complete_request,
    checkout_update_request,
)
from ucp_sdk.models.schemas.shopping.discount import DiscountsObject
from ucp_sdk.models.schemas.shopping.types.fulfillment_create_request import FulfillmentCreateRequest
from ucp_sdk.models.schemas.shopping.types.fulfillment_group_create_request import FulfillmentGroupCreateRequest
from ucp_sdk.models.schemas.shopping.types.fulfillment_method_create_request import FulfillmentMethodCreateRequest

from store.confirmation import NAME as CONFIRMED


class Destination(PostalAddress):
    """An address that a platform writes; it may leave out the type, which the method decides."""

    id: str | None = None
    type: str | None = None


class Group(FulfillmentGroupCreateRequest):
    """A group of lines; the platform may name it."""

    id: str | None = None


class Method(FulfillmentMethodCreateRequest):
    """A way of handing over, with the addresses a platform writes."""

    id: str | None = None
    destinations: list[Destination] | None = None
    groups: list[Group] | None = None


class Fulfillment(FulfillmentCreateRequest):
    """This store hands a whole order over in one way."""

    methods: Annotated[list[Method], Field(max_length=1)] | None = None


class CartCreate(cart_create_request.CartCreateRequest):
    """`POST /carts`."""

    discounts: DiscountsObject | None = None


class CartUpdate(cart_update_request.CartUpdateRequest):
    """`PUT /carts/{id}`."""

    discounts: DiscountsObject | None = None


class CheckoutCreate(cart_create_request.Checkout):
    """`POST /checkout-sessions`."""

    discounts: DiscountsObject | None = None
    fulfillment: Fulfillment | None = None


class CheckoutUpdate(checkout_update_request.CheckoutUpdateRequest):
    """`PUT /checkout-sessions/{id}`."""

    discounts: DiscountsObject | None = None
    fulfillment: Fulfillment | None = None


class ConfirmedLine(BaseModel):
    """A variant and how many of it were agreed to."""

    model_config = ConfigDict(strict=True)
    id: str
    quantity: Annotated[int, Field(ge=1)]


class ConfirmedContent(BaseModel):
    """What the buyer said yes to."""

    model_config = ConfigDict(strict=True)
    total: Annotated[int, Field(ge=0)]
    line_items: list[ConfirmedLine]
    destination_id: str | None = None


class CheckoutComplete(checkout_complete_request.CheckoutCompleteRequest):
    """`POST /checkout-sessions/{id}/complete`."""

    confirmed: ConfirmedContent | None = Field(None, alias=CONFIRMED)
