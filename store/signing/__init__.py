"""HTTP message signatures (RFC 9421) with the store's ES256 key."""
