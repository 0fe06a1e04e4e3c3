"""What the places of signatures in a prepared document have to be, wherever they came from."""

from collections.abc import Iterator

from signapp.domain.place_errors import PlacesUnsound
from signapp.domain.references import SignaturePlace


def unsound_places(places: tuple[SignaturePlace, ...]) -> Iterator[PlacesUnsound]:
    """Yield a reason for each field that is no rectangle, or that is there twice.

    A rectangle without a size is an invisible signature.
    """
    fields = [place.field for place in places]
    bad = [
        place.field
        for place in places
        if not place.field or fields.count(place.field) > 1 or not _is_rectangle(place)
    ]
    for field in dict.fromkeys(bad):
        yield PlacesUnsound(field=field)


def _is_rectangle(place: SignaturePlace) -> bool:
    if place.page < 0 or len(place.box) != 4:
        return False
    left, bottom, right, top = place.box
    return left <= right and bottom <= top
