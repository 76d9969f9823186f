"""What the tests of pages share: the store a page uses, and what is on a drawn page.

Drawing one is the fixture `screen`, and `sample` a data folder with the invented company.
"""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cx import link
from cx.link import State
from cx.store import Store
from cx.ui import state


def shown_store(home: Path) -> Store:
    """The store the pages use: a second one on the same files is not tested here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CX_HOME", str(home))
        return state.store()


def broke(tested: AppTest) -> list[str]:
    """What went wrong: exceptions, and the sentence that hides one from a person."""
    return [found.value for found in (*tested.exception, *tested.error)]


def sentences(tested: AppTest) -> str:
    """All that a page says outside its numbers."""
    said = (*tested.markdown, *tested.warning, *tested.info, *tested.caption)
    return "\n".join(element.value for element in said)


def address(store: Store, **changes: object) -> dict[str, str | list[str]]:
    """The query parameters of a view."""
    return link.encode(State(**{"version": store.register.version, **changes}))


def charts_of(tested: AppTest) -> list[dict]:
    """The figures as they are sent to the browser."""
    return [json.loads(chart.proto.spec) for chart in tested.get("plotly_chart")]
