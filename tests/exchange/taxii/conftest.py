"""One server for all tests of a module, new collections for each."""

from collections.abc import Iterator

import pytest

from tests.exchange.taxii.site import TestSite, site


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestSite]:
    with site(tmp_path_factory.mktemp("taxii") / "objects.db") as running:
        yield running


@pytest.fixture
def here(served: TestSite) -> TestSite:
    return served.fresh()
