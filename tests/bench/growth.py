"""Printed, not judged: how soon the first page comes after a start, and whether memory grows with requests."""

import time

from tests.bench import stage
from tests.bench.comparison import load
from tests.bench.region import Region

FEW, MANY = 10_000, 200_000
BLOCK = 10_000


def measure(region: Region) -> None:
    """Measure and print."""
    began = time.perf_counter()
    server = region.place.serve()
    stage.body(server, stage.get(f"/a/{region.code}"))
    print(f"From the start to the first page, s{'':3}{time.perf_counter() - began:8.2f}")
    lines = region.place.flask("organizations").splitlines()
    pages = [stage.get(f"/a/{line.partition(chr(9))[0]}") for line in lines]
    try:
        for number in range(0, MANY, BLOCK):
            first = number % len(pages)
            block = (pages[first:] + pages[:first])[:BLOCK]
            load(server, block, times=max(1, BLOCK // len(block)))
            if number + BLOCK in (FEW, MANY):
                print(f"Memory after {number + BLOCK:,} requests, MB{'':5}{server.resident_mb():8.0f}", flush=True)
    finally:
        server.end()
