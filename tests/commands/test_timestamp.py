"""`timestamp`: a third party attests the ledger, and `audit` holds it against the chain."""

import pathlib
import shutil

import pytest

from tests.commands.calls import Caller
from tests.reports.servers import answer, serving
from tests.reports.test_timestamp import Openssl


def test_a_ledger_is_attested_and_the_attestation_checked(call: Caller, tmp_path: pathlib.Path) -> None:
    pytest.importorskip("rfc3161_client", reason="the extra timestamps is not installed")
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    (tmp_path / "tsa").mkdir()
    authority = Openssl(tmp_path / "tsa")
    roots = str(tmp_path / "tsa" / "root.pem")
    with serving({}) as server:

        def script(stream: object) -> None:
            query = server.requests[-1].partition(b"\r\n\r\n")[2]
            stream.sendall(answer(authority.reply(query), Content_Type="application/timestamp-reply"))  # type: ignore[attr-defined]

        server.scripts["/tsa"] = script
        service = ["--service", f"http://127.0.0.1:{server.port}/tsa", "--allow-host", "127.0.0.1", "--allow-port", str(server.port)]
        done = call("timestamp", *service, "--roots", roots)
        assert done.code == 0, done.err
        assert "events up to 4 existed at" in done.out
    assert call("audit", "--roots", roots).code == 0
    wrong = call("audit", "--roots", str(tmp_path / "tsa" / "other.pem"))
    assert wrong.code == 1
    assert "timestamp 5" in wrong.out
