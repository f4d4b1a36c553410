"""Pick-up places: whether they are open, when an order could be ready, how far away they are."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from math import asin, cos, radians, sin, sqrt
from zoneinfo import ZoneInfo

from store.shop import Place

EARTH_RADIUS_M = 6_371_008.8
END_OF_DAY = "23:59"  # UCP has no "24:00": a day that ends here goes on into the next


def is_open(place: Place, at: datetime, zone: ZoneInfo) -> bool:
    """Whether the place is open at an instant, judged in its own time zone."""
    local = at.astimezone(zone)
    day, clock = local.strftime("%A").lower(), local.strftime("%H:%M")
    return any(
        hours.day == day and hours.opens <= clock and (clock < hours.closes or hours.closes == END_OF_DAY)
        for hours in place.hours
    )


def next_opening(place: Place, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant from which the place is open: `after` itself while it is, else when it opens next."""
    if is_open(place, after, zone):
        return after
    local = after.astimezone(zone)
    openings = [
        datetime.combine(local.date() + timedelta(days=ahead), time.fromisoformat(hours.opens), zone)
        for ahead in range(8)
        for hours in place.hours
        if hours.day == (local + timedelta(days=ahead)).strftime("%A").lower()
    ]
    return min(opening for opening in openings if opening > after)


def distance_m(place: Place, latitude: float, longitude: float) -> float:
    """Metres from the place to a point, along a great circle."""
    lat1, lat2 = radians(place.latitude), radians(latitude)
    half_lat, half_lon = (lat2 - lat1) / 2, radians(longitude - place.longitude) / 2
    chord = sin(half_lat) ** 2 + cos(lat1) * cos(lat2) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(chord))
