"""Clients that move nothing are cut off, others are left alone."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from aboveboard.front.patience import LEAST, Patience

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def connect(listener: socket.socket, stack: ExitStack) -> Pair:
    client = stack.enter_context(socket.create_connection(listener.getsockname()))
    accepted, _ = listener.accept()
    client.settimeout(5)
    return client, stack.enter_context(accepted)


def send(pair: Pair, size: int) -> None:
    """The client sends and the server has received."""
    client, accepted = pair
    client.sendall(b"x" * size)
    while size:
        size -= len(accepted.recv(size))


def test_a_silent_client_is_cut_off_after_the_window(listener: socket.socket, stack: ExitStack) -> None:
    silent = connect(listener, stack)
    patience = Patience(listener.getsockname()[1], window=30)
    assert [patience.look(now) for now in (0, 10, 29)] == [0, 0, 0]
    assert patience.look(30) == 1
    assert silent[0].recv(1) == b""


def test_a_dripping_client_is_cut_off_and_a_working_one_is_not(listener: socket.socket, stack: ExitStack) -> None:
    dripping, working = connect(listener, stack), connect(listener, stack)
    patience = Patience(listener.getsockname()[1], window=30)
    cut = []
    for now in range(0, 61, 10):
        cut.append(patience.look(now))
        if not sum(cut):
            send(dripping, 50)
        send(working, LEAST)
    assert sum(cut) == 1
    assert dripping[0].recv(1) == b""
    working[1].sendall(b"still here")
    assert working[0].recv(10) == b"still here"


def test_other_connections_of_the_process_are_left_alone(listener: socket.socket, stack: ExitStack) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        _, accepted = connect(other, stack)
        patience = Patience(listener.getsockname()[1], window=30)
        assert [patience.look(now) for now in (0, 100, 200)] == [0, 0, 0]
        accepted.sendall(b"x")


def test_the_watch_runs_by_itself(listener: socket.socket, stack: ExitStack) -> None:
    silent = connect(listener, stack)
    patience = Patience(listener.getsockname()[1], window=0.1)
    patience.start()
    assert silent[0].recv(1) == b""
    patience.ended.set()
    patience.join()
