"""The store's own order events, taken by our receiver on every Ledger; and whatever else comes to its address."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from store_client import Platform
from ucp_sdk.models.schemas.profile import PlatformSchema

from store.launch import RunningStore
from store.signing.keys import SigningKey, signing_key
from store.signing.messages import body_digest, signature_base
from tests.support.post_room import Delivery, PostRoom, receiving_post
from tests.support.purchases import ANA, BEN, brought_to, purchase
from voiceshop.adapters.ucp.order_events import AHEAD, OLDEST, OrderEvents
from voiceshop.adapters.ucp.platform import platform_profile, webhook_url
from voiceshop.shop.customer import Customer
from voiceshop.shop.errors import LedgerTrouble
from voiceshop.shop.ports import Ledger
from voiceshop.shop.purchase import PlacedOrder, PurchaseState
from voiceshop.webhooks import LARGEST_BODY, Receiver

COVERED = ("@method", "@authority", "@path", "ucp-agent", "idempotency-key", "content-digest", "content-type")
COVERED += ("webhook-id", "webhook-timestamp")


@pytest.fixture(scope="module")
def post_room() -> Iterator[PostRoom]:
    with receiving_post() as room:
        yield room


@pytest.fixture(scope="module")
def delivery(store: RunningStore, post_room: PostRoom) -> Delivery:
    """What the store's own deliverer sends of an order."""
    Platform(store.url, profile=post_room.profile_url).order()
    return post_room.next()


@pytest.fixture(scope="module")
def events(store: RunningStore, post_room: PostRoom) -> OrderEvents:
    return OrderEvents(store.url, post_room.profile_url)


@dataclass
class Desk:
    """A customer whose order got lost on its way to us, and the receiver."""

    ledger: Ledger
    events: OrderEvents
    delivery: Delivery
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        order = self.delivery.order
        self.ledger.save(Customer(ANA, cart_id="cart_1"))
        self.purchase = purchase(checkout_id=order["checkout_id"], quoted_at=self.now)
        self.ledger.quote(self.purchase)
        for state in (PurchaseState.PLACING, PurchaseState.UNKNOWN):
            self.purchase = self.ledger.move(self.purchase, state)

    def receive(self, delivery: Delivery, ledger: Ledger | None = None) -> tuple[int, str]:
        answer = Receiver(ledger or self.ledger, self.events.read, lambda: self.now).answer(
            delivery.headers, delivery.body
        )
        return answer.status, answer.body.get("code", "")

    def held(self) -> object:
        """All that the Ledger has of it."""
        taken = self.ledger.was_delivered(self.delivery.headers["webhook-id"], self.now)
        return self.ledger.held(ANA), self.ledger.held(BEN), self.ledger.open_purchases(), taken


@pytest.fixture
def desk(ledger: Ledger, events: OrderEvents, delivery: Delivery) -> Desk:
    return Desk(ledger, events, delivery)


@pytest.fixture
def key(store: RunningStore) -> SigningKey:
    """The store's own: who has it can sign anything, however badly."""
    return signing_key(store.data_dir)


def signed(
    key: SigningKey,
    delivery: Delivery,
    url: str,
    covered: tuple[str, ...] = COVERED,
    key_id: str | None = None,
    more: str = "",
) -> Delivery:
    """The delivery with a signature by this key, over these components, and a digest that fits the body."""
    delivery = delivery.with_headers(content_digest=body_digest(delivery.body))
    authority, _, path = url.removeprefix("http://").partition("/")
    components = {**delivery.headers, "@method": "POST", "@authority": authority, "@path": f"/{path}"}
    names = " ".join(f'"{name}"' for name in covered)
    parameters = f'({names});keyid="{key_id or key.jwk["kid"]}"{more}'
    base = signature_base({name: components[name] for name in covered}, parameters)
    pair = decode_dss_signature(key.private.sign(base, ec.ECDSA(SHA256())))
    value = b64encode(b"".join(number.to_bytes(32, "big") for number in pair)).decode()
    return delivery.with_headers(signature_input=f"sig1={parameters}", signature=f"sig1=:{value}:")


class TestWhatTheStoreSends:
    def test_our_profile_is_one_of_ucp(self, post_room: PostRoom) -> None:
        PlatformSchema.model_validate(platform_profile(post_room.profile_url))

    def test_settles_the_purchase_whose_outcome_was_not_known(self, desk: Desk) -> None:
        order = desk.delivery.order

        assert desk.receive(desk.delivery) == (200, "")

        placed = PlacedOrder(order["id"], order["label"])
        settled = replace(desk.purchase, state=PurchaseState.PLACED, order=placed, untold=True)
        assert desk.ledger.purchase(ANA, desk.purchase.id) == settled
        (past,) = desk.ledger.customer(ANA).orders
        assert (past.id, past.label, past.placed_at) == (order["id"], order["label"], desk.now)

    def test_has_no_second_effect_when_it_comes_again(self, desk: Desk) -> None:
        desk.receive(desk.delivery)
        desk.ledger.mark_told(desk.ledger.purchase(ANA, desk.purchase.id))  # type: ignore[arg-type]
        held = desk.held()

        assert desk.receive(desk.delivery) == (200, "")
        assert desk.held() == held

    def test_is_known_by_its_id_when_it_comes_again(self, desk: Desk) -> None:
        desk.receive(desk.delivery)

        class Forgetful:
            def purchases_of(self, checkout_id: str) -> tuple[()]:
                raise AssertionError(checkout_id)

            def __getattr__(self, name: str) -> object:
                return getattr(desk.ledger, name)

        assert desk.receive(desk.delivery, Forgetful()) == (200, "")  # type: ignore[arg-type]

    def test_is_taken_and_changes_nothing_where_all_is_known(self, desk: Desk) -> None:
        order = desk.delivery.order
        known = desk.ledger.move(desk.purchase, PurchaseState.PLACED, PlacedOrder(order["id"], order["label"]))

        assert desk.receive(desk.delivery) == (200, "")
        assert desk.ledger.purchase(ANA, known.id) == known
        assert desk.ledger.customer(ANA).orders == ()

    def test_stands_whatever_was_confirmed_and_is_told_to_the_operator(
        self, desk: Desk, caplog: pytest.LogCaptureFixture
    ) -> None:
        desk.receive(desk.delivery)

        assert desk.ledger.open_purchases() == ()
        (surprise,) = [json.loads(line) for line in caplog.messages if "surprise" in line]
        assert surprise["surprises"] == ["other_total", "other_lines"]
        assert surprise["order"] == desk.delivery.order["id"]
        assert ANA not in caplog.text

    def test_is_told_to_the_operator_where_nobody_had_said_yes(
        self, ledger: Ledger, events: OrderEvents, delivery: Delivery, caplog: pytest.LogCaptureFixture
    ) -> None:
        asked = purchase(checkout_id=delivery.order["checkout_id"])
        ledger.quote(asked)

        answer = Receiver(ledger, events.read).answer(delivery.headers, delivery.body)

        assert answer.status == 200
        assert ledger.purchase(ANA, asked.id) == asked
        assert "not_asked_for" in caplog.text

    def test_comes_again_when_it_was_taken_half_way(self, desk: Desk) -> None:
        class Dying:
            def move(self, *_: object) -> None:
                raise LedgerTrouble

            def __getattr__(self, name: str) -> object:
                return getattr(desk.ledger, name)

        assert desk.receive(desk.delivery, Dying()) == (503, "try_again")  # type: ignore[arg-type]
        assert desk.ledger.open_purchases() == (desk.purchase,)

        assert desk.receive(desk.delivery) == (200, "")
        assert desk.ledger.open_purchases() == ()
        assert len(desk.ledger.customer(ANA).orders) == 1

    def test_comes_again_while_the_stores_keys_cannot_be_had(self, desk: Desk, post_room: PostRoom) -> None:
        held = desk.held()
        desk.events = OrderEvents("http://127.0.0.1:9", post_room.profile_url)

        assert desk.receive(desk.delivery) == (503, "try_again")
        assert desk.held() == held

    def test_is_good_for_as_long_as_a_store_tries(self, desk: Desk) -> None:
        occurred = datetime.fromtimestamp(int(desk.delivery.headers["webhook-timestamp"]), UTC)
        desk.now = occurred + OLDEST - timedelta(minutes=1)

        assert desk.receive(desk.delivery) == (200, "")


class TestWhatTheStoreHasNotSaid:
    """Each is refused, and nothing has changed. None of it comes near a Ledger, so that one kind of them is enough."""

    @pytest.fixture
    def address(self, sqlite: str) -> str:
        return sqlite

    @pytest.fixture(autouse=True)
    def nothing_changes(self, desk: Desk) -> Iterator[None]:
        held = desk.held()
        yield
        assert desk.held() == held

    def test_unsigned(self, desk: Desk) -> None:
        bare = desk.delivery.with_headers(signature=None, signature_input=None)
        assert desk.receive(bare) == (401, "signature_missing")
        assert desk.receive(bare.with_headers(content_digest=None)) == (401, "signature_missing")

    def test_signed_by_a_key_that_is_not_the_stores(self, desk: Desk, post_room: PostRoom) -> None:
        stranger = SigningKey(ec.generate_private_key(ec.SECP256R1()))
        forged = signed(stranger, desk.delivery, webhook_url(post_room.profile_url))
        assert desk.receive(forged) == (401, "key_not_found")

    def test_signed_by_another_key_under_the_name_of_the_stores(
        self, desk: Desk, post_room: PostRoom, key: SigningKey
    ) -> None:
        stranger = SigningKey(ec.generate_private_key(ec.SECP256R1()))
        forged = signed(stranger, desk.delivery, webhook_url(post_room.profile_url), key_id=key.jwk["kid"])
        assert desk.receive(forged) == (401, "signature_invalid")

    def test_another_stores_order_with_its_own_profile_is_not_even_looked_up(
        self, desk: Desk, post_room: PostRoom
    ) -> None:
        other = SigningKey(ec.generate_private_key(ec.SECP256R1()))
        its = desk.delivery.with_headers(ucp_agent=f'profile="{post_room.url}/other/.well-known/ucp"')
        assert desk.receive(signed(other, its, webhook_url(post_room.profile_url))) == (401, "key_not_found")
        assert not [path for path in post_room.asked if path.startswith("/other")]

    def test_an_altered_body(self, desk: Desk) -> None:
        altered = replace(desk.delivery, body=desk.delivery.body.replace(b"USD", b"EUR"))
        assert desk.receive(altered) == (401, "digest_mismatch")
        fitting = altered.with_headers(content_digest=body_digest(altered.body))
        assert desk.receive(fitting) == (401, "signature_invalid")

    @pytest.mark.parametrize("digest", ["", "sha-256=::", "sha-512=:AAAA:", "sha-256", None])
    def test_an_altered_digest(self, desk: Desk, digest: str | None) -> None:
        assert desk.receive(desk.delivery.with_headers(content_digest=digest)) == (401, "digest_mismatch")

    @pytest.mark.parametrize("left_out", COVERED)
    def test_a_signature_that_does_not_cover_all_of_it(
        self, desk: Desk, post_room: PostRoom, key: SigningKey, left_out: str
    ) -> None:
        covered = tuple(name for name in COVERED if name != left_out)
        half = signed(key, desk.delivery, webhook_url(post_room.profile_url), covered)
        assert desk.receive(half) == (401, "coverage_insufficient")

    @pytest.mark.parametrize("elsewhere", ["http://other.example/webhooks/orders", "{}/webhooks/others"])
    def test_what_was_meant_for_another_address(
        self, desk: Desk, post_room: PostRoom, key: SigningKey, elsewhere: str
    ) -> None:
        meant = signed(key, desk.delivery, elsewhere.format(post_room.url))
        assert desk.receive(meant) == (401, "signature_invalid")

    def test_what_is_too_old_or_not_yet_true(self, desk: Desk, post_room: PostRoom, key: SigningKey) -> None:
        moment = timedelta(seconds=2)
        for when in (desk.now - OLDEST - moment, desk.now + AHEAD + moment):
            dated = desk.delivery.with_headers(webhook_timestamp=str(int(when.timestamp())))
            again = signed(key, dated, webhook_url(post_room.profile_url))
            assert desk.receive(again) == (401, "webhook_headers_invalid")

    def test_a_signature_that_has_expired(self, desk: Desk, post_room: PostRoom, key: SigningKey) -> None:
        over = f";expires={int(desk.now.timestamp())}"
        expired = signed(key, desk.delivery, webhook_url(post_room.profile_url), more=over)
        assert desk.receive(expired) == (401, "signature_invalid")

    @pytest.mark.parametrize("name", ["webhook_id", "webhook_timestamp", "idempotency_key", "ucp_agent"])
    def test_an_old_delivery_dressed_up_as_a_new_one(self, desk: Desk, name: str) -> None:
        # A second later, lest the new time be the old one.
        again = desk.delivery.with_headers(**{name: str(int(desk.now.timestamp()) + 1)})
        assert desk.receive(again) == (401, "signature_invalid")

    @pytest.mark.parametrize("name", ["webhook_id", "webhook_timestamp"])
    @pytest.mark.parametrize("value", [None, "", "-1", "1e9", "a b", "\x00", "9" * 300])
    def test_headers_that_say_nothing(self, desk: Desk, name: str, value: str | None) -> None:
        status, code = desk.receive(desk.delivery.with_headers(**{name: value}))
        assert (status, code in {"webhook_headers_invalid", "signature_invalid"}) == (401, True)

    def test_an_algorithm_that_the_message_chooses(self, desk: Desk, post_room: PostRoom, key: SigningKey) -> None:
        url = webhook_url(post_room.profile_url)
        named = signed(key, desk.delivery, url, more=';alg="ecdsa-p256-sha256"')
        assert desk.receive(named) == (401, "algorithm_unsupported")
        # The public key, which all the world has, taken for a shared secret.
        shared = signed(key, desk.delivery, url, more=';alg="hmac-sha256"')
        secret = json.dumps(key.jwk).encode()
        code = b64encode(hmac.digest(secret, shared.headers["signature-input"].encode(), hashlib.sha256)).decode()
        assert desk.receive(shared.with_headers(signature=f"sig1=:{code}:")) == (401, "algorithm_unsupported")

    @pytest.mark.parametrize("value", ["", "AAAA", b64encode(bytes(64)).decode(), b64encode(b"\xff" * 64).decode()])
    def test_a_signature_that_is_none(self, desk: Desk, value: str) -> None:
        status, _ = desk.receive(desk.delivery.with_headers(signature=f"sig1=:{value}:"))
        assert status == 401

    def test_a_signature_in_the_form_of_libraries(self, desk: Desk) -> None:
        raw = b64decode(desk.delivery.headers["signature"].removeprefix("sig1=:").removesuffix(":"))
        der = b"\x30\x44\x02\x20" + raw[:32] + b"\x02\x20" + raw[32:]
        as_der = desk.delivery.with_headers(signature=f"sig1=:{b64encode(der).decode()}:")
        assert desk.receive(as_der) == (401, "algorithm_unsupported")

    @pytest.mark.parametrize(
        ("signature_input", "signature"),
        [
            ("sig1", "sig1=:AAAA:"),
            ('sig1=("@method"', "sig1=:AAAA:"),
            ('sig1=("@method" "@method");keyid="k"', "sig1=:AAAA:"),
            ('sig1=("@status");keyid="k"', "sig1=:AAAA:"),
            ('sig1=("content-digest";bs);keyid="k"', "sig1=:AAAA:"),
            ('sig1=();keyid="k"', "sig1=:AAAA:"),
            ('sig1=("@method");keyid="k" sig2', "sig1=:AAAA:"),
            ('sig1=("@method");keyid="k"', "sig2=:AAAA:"),
            ('sig1=("@method");keyid="k"', "sig1=AAAA"),
            ("\x00\xff", "\x00"),
            ("sig1=(" + '"a" ' * 3000, "sig1=:AAAA:"),
            (", ".join(f'sig{n}=("@method");keyid="k"' for n in range(90)), "sig1=:AAAA:"),
        ],
    )
    def test_headers_that_nobody_can_read(self, desk: Desk, signature_input: str, signature: str) -> None:
        odd = desk.delivery.with_headers(signature_input=signature_input, signature=signature)
        assert desk.receive(odd)[0] == 401

    def test_a_body_that_is_too_large_to_be_looked_at(self, desk: Desk) -> None:
        huge = replace(desk.delivery, body=b" " * (LARGEST_BODY + 1))
        assert desk.receive(huge) == (413, "body_too_large")

    @pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b"[" * 10_000, b'{"id": "order_1"}'])
    def test_an_order_that_cannot_be_read_though_the_store_signs_it(
        self, desk: Desk, post_room: PostRoom, key: SigningKey, body: bytes
    ) -> None:
        odd = signed(key, replace(desk.delivery, body=body), webhook_url(post_room.profile_url))
        assert desk.receive(odd) == (401, "order_unreadable")


def test_an_order_of_a_checkout_that_is_not_ours_is_refused(
    ledger: Ledger, events: OrderEvents, delivery: Delivery
) -> None:
    ours = brought_to(ledger, PurchaseState.UNKNOWN)

    answer = Receiver(ledger, events.read).answer(delivery.headers, delivery.body)

    assert (answer.status, answer.body["code"]) == (401, "order_unknown")
    assert ledger.open_purchases() == (ours,)
    assert not ledger.was_delivered(delivery.headers["webhook-id"], datetime.now(UTC))
