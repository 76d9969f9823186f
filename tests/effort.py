"""How many examples: a few wherever tests run, thousands where somebody asks for them.

pytest --hypothesis-profile=thorough tests/test_mutations.py
"""

from hypothesis import HealthCheck, settings

TIMES = 200

settings.register_profile("thorough", settings(deadline=None))
THOROUGH = "thorough"


def few(examples: int) -> settings:
    """The same few examples every time, or 200 times as many that nobody foresees."""
    thorough = settings.get_current_profile_name() == THOROUGH
    return settings(
        max_examples=examples * (TIMES if thorough else 1),
        deadline=None,
        derandomize=not thorough,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
