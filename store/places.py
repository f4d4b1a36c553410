"""Pick-up places: whether they are open, when an order could be ready, how far away they are."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from geographiclib.geodesic import Geodesic

from store.shop import Place

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
    """Metres from the place to a point: the shortest way on the WGS 84 ellipsoid, as UCP wants it compared."""
    between = Geodesic.WGS84.Inverse(place.latitude, place.longitude, latitude, longitude)
    return float(between["s12"])
