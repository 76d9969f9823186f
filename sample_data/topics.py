"""What customers of the invented company ask about, and through which channel."""

from collections.abc import Mapping
from functools import cache

REASONS: Mapping[str, float] = {
    "Delivery delay": 0.12,
    "Where is my order": 0.13,
    "Return request": 0.225,
    "Refund status": 0.06,
    "Damaged item": 0.09,
    "Assembly help": 0.07,
    "Payment failed": 0.055,
    "Change of address": 0.06,
    "Product question": 0.09,
    "Coupon problem": 0.055,
    "Account access": 0.035,
    "Praise and suggestions": 0.015,
}
SUBREASONS: Mapping[str, Mapping[str, float]] = {
    "Delivery delay": {"Past date": 0.6, "No slot": 0.25, "Split parcel": 0.15},
    "Where is my order": {"No tracking": 0.55, "Stuck": 0.3, "Not received": 0.15},
    "Return request": {"Changed mind": 0.4, "Wrong size": 0.35, "Not as shown": 0.25},
    "Refund status": {"Not paid yet": 0.7, "Wrong amount": 0.3},
    "Damaged item": {"Broken": 0.5, "Scratched": 0.3, "Part missing": 0.2},
    "Assembly help": {"Manual": 0.55, "Screws": 0.3, "Fitter visit": 0.15},
    "Payment failed": {"Card": 0.6, "Easy pay": 0.4},
    "Change of address": {"Before sending": 0.7, "On the way": 0.3},
    "Product question": {"Size": 0.45, "Stock": 0.35, "Care": 0.2},
    "Coupon problem": {"Expired": 0.5, "Not applied": 0.5},
    "Account access": {"Password": 0.65, "Locked": 0.35},
    "Praise and suggestions": {"Praise": 0.6, "Idea": 0.4},
}
# Chat gets the easy matters and the phone the hard ones: the planted paradox needs both.
HARD = ("Return request", "Refund status", "Damaged item", "Assembly help")
EASY = ("Change of address", "Product question", "Coupon problem", "Account access")
CHANNELS_HARD = {
    "phone": 0.56,
    "chat": 0.06,
    "kakao": 0.10,
    "email": 0.09,
    "web": 0.08,
    "app": 0.11,
}
CHANNELS_EASY = {
    "phone": 0.14,
    "chat": 0.42,
    "kakao": 0.18,
    "email": 0.06,
    "web": 0.08,
    "app": 0.12,
}
CHANNELS_OTHER = {
    "phone": 0.34,
    "chat": 0.20,
    "kakao": 0.17,
    "email": 0.07,
    "web": 0.08,
    "app": 0.14,
}
PRODUCTS = {
    "Bedding": 0.23,
    "Furniture": 0.33,
    "Kitchen": 0.18,
    "Lighting": 0.11,
    "Storage": 0.15,
}
PRODUCTS_TO_ASSEMBLE = {"Furniture": 0.68, "Lighting": 0.08, "Storage": 0.24}
# These are seldom about a product.
PRODUCTS_IF_ANY = {"": 3.0} | PRODUCTS
WITHOUT_PRODUCT = ("Coupon problem", "Account access", "Praise and suggestions")
# How easy an ordinary contact feels, before anything goes wrong (1 to 7).
EASE = {
    "Delivery delay": 5.5,
    "Where is my order": 5.7,
    "Return request": 5.4,
    "Refund status": 5.3,
    "Damaged item": 5.4,
    "Assembly help": 5.6,
    "Payment failed": 5.7,
    "Change of address": 6.1,
    "Product question": 6.1,
    "Coupon problem": 5.9,
    "Account access": 5.9,
    "Praise and suggestions": 6.4,
}
HANDLE_S = {
    "Delivery delay": 230,
    "Where is my order": 190,
    "Return request": 330,
    "Refund status": 260,
    "Damaged item": 340,
    "Assembly help": 420,
    "Payment failed": 270,
    "Change of address": 150,
    "Product question": 210,
    "Coupon problem": 180,
    "Account access": 200,
    "Praise and suggestions": 140,
}
PACE = {"phone": 1.0, "chat": 1.4, "kakao": 1.3, "email": 1.1, "web": 1.0, "app": 0.9}
# Share of contacts on a reason that open a case.
CASE = {
    "Delivery delay": 0.5,
    "Return request": 0.9,
    "Refund status": 0.8,
    "Damaged item": 0.9,
    "Assembly help": 0.3,
}
# Days from the order to the contact.
DAYS_SINCE_ORDER = {
    "Delivery delay": (4.0, 12.0),
    "Where is my order": (2.0, 7.0),
    "Return request": (4.0, 14.0),
    "Refund status": (10.0, 25.0),
    "Damaged item": (3.0, 8.0),
    "Assembly help": (3.0, 10.0),
    "Change of address": (0.1, 1.5),
}


@cache
def channels_for(reason: str) -> Mapping[str, float]:
    """Give how often each channel is used for a reason."""
    if reason in HARD:
        return CHANNELS_HARD
    return CHANNELS_EASY if reason in EASY else CHANNELS_OTHER


@cache
def products_for(reason: str) -> Mapping[str, float]:
    """Give how often each product is meant for a reason."""
    if reason == "Assembly help":
        return PRODUCTS_TO_ASSEMBLE
    return PRODUCTS_IF_ANY if reason in WITHOUT_PRODUCT else PRODUCTS
