"""How long the Voices page waits for 100,000 comments.

    .venv/bin/python bench/voices.py [COMMENTS]

Makes comments that all differ, of 3 to 20 words of the sample's comments, with a score, a
channel and a customer each, imports them as any file, and asks what the page asks: a page
of comments for a search, the counts of every theme, one theme over time, and what the
people behind a number said.  Best and worst wall clock of five, in milliseconds, the
first of all not counted.  The page keeps what it asked.
"""

from __future__ import annotations

import csv
import io
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from cx.analyses import voice_rows, voices
from cx.analyses.voice_terms import parse
from cx.ingest import load
from cx.measure import Question
from cx.store import Store

AIM_MS = 300
SEED = 7


def comments_file(comments: int) -> bytes:
    """A survey export with that many comments."""
    chance = random.Random(SEED)
    with (ROOT / "sample_data" / "hanbit_surveys.csv").open(encoding="utf-8") as file:
        said = {row["comment"] for row in csv.DictReader(file)} - {""}
    words = sorted({word for comment in said for word in comment.split()})
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(
        ["response_id", "responded_at", "customer_id", "channel", "nps", "comment"]
    )
    for number in range(comments):
        when = datetime(2025, 10, 1) + timedelta(minutes=chance.randrange(525_600))
        comment = " ".join(chance.choices(words, k=chance.randint(3, 20)))
        out.writerow(
            [
                *(f"R{number}", when, f"C{chance.randrange(comments // 3)}"),
                chance.choice(["phone", "chat", "email", "web"]),
                *(chance.randrange(11), f"{comment} {number}"),
            ]
        )
    return text.getvalue().encode()


def main() -> None:
    """Print what each question costs."""
    comments = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        load.import_file(store, "comments.csv", comments_file(comments))
        everything, part = Question(), Question(filters=(("channel", ("phone",)),))
        lists = voices.themes(store)
        first, asked = lists[0], voice_rows.search
        questions: dict[str, Callable[[], object]] = {
            "newest 25, no search": lambda: asked(store, everything),
            "search: 배송": lambda: asked(store, everything, parse("배송")),
            'search: refund "no one" -fine': lambda: asked(
                store, everything, parse('refund "no one" -fine')
            ),
            "search: late, whole word": lambda: asked(
                store, everything, parse("late", whole=True)
            ),
            "search: 배송, a theme, low scores, page 40": lambda: asked(
                store, everything, parse("배송"), theme=first, side="low", page=39
            ),
            "search: 배송, one channel": lambda: asked(store, part, parse("배송")),
            "what is behind NPS": lambda: voices.behind(store, "nps", everything),
            "one theme over time": lambda: voices.over_time(
                store, everything, first, "month"
            ),
            f"all {len(lists)} themes": lambda: voices.count_themes(
                store, everything, lists
            ),
        }
        print(f"{comments:,} comments; aim {AIM_MS} ms")
        for name, ask in questions.items():
            ask()
            took = []
            for _ in range(5):
                began = time.perf_counter()
                ask()
                took.append(1_000 * (time.perf_counter() - began))
            print(f"{name:44} {min(took):6.0f} ms best {max(took):6.0f} ms worst")
        store.close()


if __name__ == "__main__":
    main()
