"""A captcha of handwritten digits: for any Django view in one line, for every other server by ``siteverify``.

>>> from numerals.server.captcha import captcha_required
>>> @captcha_required                                # doctest: +SKIP
... def guest_book(request): ...
"""

from numerals.server.captcha.gate import captcha_middleware, captcha_required

__all__ = ["captcha_middleware", "captcha_required"]
