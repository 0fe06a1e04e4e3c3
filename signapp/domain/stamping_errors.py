"""Reasons about time stamps from outside of a register, and the policies on them."""

from signapp.domain.errors import Reason


class OutsideStampOverdue(Reason):
    """No time stamp from outside covers acts of legal effect `since`; policy allows `hours`."""


class PolicyHoursWrong(Reason):
    """A `policy` is given hours that it cannot have: from 1 to a year, or none at all."""
