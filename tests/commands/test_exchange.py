"""`exchange serve`, `sync` and the rest, between two processes on one machine."""

import io
import json
import re
import subprocess
import sys
import time

from tests.commands.calls import COMMAND, ROOT, Caller, environment
from tests.commands.exchanging import acquaint, agree, node


def free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_two_nodes_exchange_correct_and_withdraw_over_a_real_server(call: Caller) -> None:
    port = free_port()
    alpha, beta = node(call, "Alpha"), node(call, "Beta")
    alpha("node", "move", "--address", f"http://127.0.0.1:{port}/taxii2/lagebild/")
    acquaint(alpha, beta, ("Alpha", "Beta"))
    agree(alpha, beta, ("Alpha", "Beta"), "--part", "all", "--unmarked", "green")
    token = alpha("partner", "token", "Beta").out
    beta.monkeypatch.setattr(sys, "stdin", io.StringIO(token))
    assert beta("partner", "token", "Alpha", "--keep").code == 0
    server = subprocess.Popen(
        [*COMMAND, "exchange", "serve", "--port", str(port)], cwd=ROOT, env=environment(alpha.ledger), stderr=subprocess.PIPE, text=True
    )
    try:
        assert server.stderr is not None
        assert "serves" in server.stderr.readline()
        waited = time.monotonic() + 30
        while (done := beta("exchange", "sync")).code and time.monotonic() < waited:
            time.sleep(0.2)
        assert done.code == 0, done.err
        lines = beta("exchange", "claims").out.splitlines()
        assert len(lines) == 3
        assert all("from Alpha" in line for line in lines)
        note = lines[0].split()[0]
        assert beta("share", "opinion", note, "--view", "corrected", "--text", "it was less", "--change", 'status="pledged"').code == 0
        claim = alpha("share", "objects", "Beta").out.split()[0]
        assert alpha("share", "withhold", claim, "--text", "recalled").code == 0
        assert json.loads(alpha("exchange", "status", "--json").out)["unconfirmed"]
        assert beta("exchange", "sync").code == 0
        assert len(beta("exchange", "claims").out.splitlines()) == 2
        assert beta("exchange", "sync").code == 0
        waited = time.monotonic() + 20
        while json.loads(alpha("exchange", "status", "--json").out)["unconfirmed"] and time.monotonic() < waited:
            time.sleep(0.2)
        assert json.loads(alpha("exchange", "status", "--json").out)["unconfirmed"] == []
        assert re.search(r"Beta · disagree · claim--.*it was less.*pledged", alpha("exchange", "opinions").out)
    finally:
        server.terminate()
        server.wait(20)


def test_a_server_that_others_could_reach_needs_tls(call: Caller) -> None:
    alpha = node(call, "Alpha")
    assert "certificate" in alpha("exchange", "serve", "--host", "0.0.0.0").err


def test_a_partner_without_a_token_or_address_is_named_and_the_exit_code_says_so(call: Caller) -> None:
    alpha, beta = node(call, "Alpha"), node(call, "Beta")
    alpha("node", "move", "--address", "http://127.0.0.1:9/taxii2/lagebild/")
    acquaint(alpha, beta, ("Alpha", "Beta"))
    done = beta("exchange", "poll")
    assert done.code == 1
    assert "token" in done.err
    assert alpha("exchange", "push").code == 0
