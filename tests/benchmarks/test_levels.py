"""What lasting costs: bare signatures against B-LTA with real services on loopback, per file."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from signapp.signing import pades
from signapp.signing.archive import extend
from signapp.signing.levels import level_of
from tests.network.pki import Pki, pki
from tests.signing import samples

FILES = 20
GROUP = f"{FILES} files: the goal is 0.25 s for each B-LTA"


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Pki]:
    folder = tmp_path / "authority"
    folder.mkdir()
    with pki(folder) as made:
        yield made


@pytest.fixture
def batch(city: Pki, plan: Path) -> Callable[[bool], list[Path]]:
    """Sign the files, with one time stamp service and one source of revocation data for all."""
    who, trust = city.person("signer"), city.trust()
    stamps, ask = city.stamps().stamp, city.revocation().revocation

    def sign(lasting: bool) -> list[Path]:
        made = []
        for number in range(FILES):
            order = samples.order_of(
                who, plan, trust=trust, signed_at=city.now(),
                output=plan.with_name(f"{number}.pdf"),
            )  # fmt: skip
            prepared = pades.prepare(order, ask)
            value = samples.value_of(who, prepared)
            pades.assemble(order, prepared, value, stamps if lasting else None)
            made.append(order.output)
            if lasting:
                made[-1] = plan.with_name(f"{number}-archived.pdf")
                extend(order.output, made[-1], trust, city.now(), stamps, "", ask)
        return made

    return sign


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.pdf"
    path.write_bytes(samples.action_plan())
    return path


@pytest.mark.benchmark(group=GROUP)
def test_baseline_bare(benchmark: BenchmarkFixture, batch: Callable[[bool], list[Path]]) -> None:
    made = benchmark.pedantic(batch, (False,), rounds=3, warmup_rounds=1)
    assert {level_of(one, samples.HELSINKI) for one in made} == {"B-B"}


@pytest.mark.benchmark(group=GROUP)
def test_archived(
    benchmark: BenchmarkFixture, batch: Callable[[bool], list[Path]], city: Pki
) -> None:
    made = benchmark.pedantic(batch, (True,), rounds=3, warmup_rounds=1)
    assert {level_of(one, samples.HELSINKI) for one in made} == {"B-LTA"}
    assert city.count("tsa") == 2 * FILES * 4  # two for each file, in four rounds
    assert city.count("ocsp") == 2  # one for each certificate, for all files
