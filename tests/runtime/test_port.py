"""The port is looked at before any slow work."""

import socket

import pytest


@pytest.fixture
def taken_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield str(server.getsockname()[1])


def test_taken_port_is_named_with_the_way_out(python, taken_port):
    done = python("-m", "debate.ports", PORT=taken_port)
    assert done.returncode == 1
    assert f"Port {taken_port} is taken" in done.stderr
    assert "PORT=9000 make run" in done.stderr


def test_run_on_a_taken_port_makes_nothing(python, folder, taken_port):
    done = python("-m", "debate.run", PORT=taken_port)
    assert done.returncode == 1
    assert "is taken" in done.stderr
    assert not (folder / "data").exists()


@pytest.mark.parametrize("text", ["eight", "0", "65536", "-1", "80 80", "\N{SUPERSCRIPT TWO}"])
def test_port_that_is_no_number_is_refused(python, text):
    done = python("-m", "debate.ports", PORT=text)
    assert done.returncode == 1
    assert "is not a port number" in done.stderr
