"""A function in the sandbox behaves like a local one: values, gradients, random numbers."""

from __future__ import annotations

import json
import math
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from grader import sandbox as sandbox_module
from grader.inside.session import Printed
from grader.limits import Limits
from grader.sandbox import SCRATCH, Sandbox, SandboxError
from grader.wire.calls import Gone
from grader.wire.tensors import Peer
from lossutil.checks import NotByHand, Stopped, by_hand, expect_gradient, expect_unchanged

REFUSABLE = sorted(by_hand("softmax", "mse_loss", "gaussian_nll_loss")._refused)


@pytest.fixture
def define(sandbox: Sandbox) -> Iterator[Callable[..., Any]]:
    """Return a function that runs a cell in a new session and returns one of its names."""
    with sandbox.session(REFUSABLE) as peer:

        def run(source: str, name: str = "f") -> Any:
            told = peer.ask("run", source)
            assert not told["errors"], told["errors"]
            return peer.ask("look", name)[0]

        run.peer = peer  # type: ignore[attr-defined]
        yield run


VALUES = [
    None, True, 3, -2.5, math.inf, "text ‖", [1, [2.0, "a"]], (1, (2,)), {"a": [1], 2: None},
    torch.float64, torch.Size([2, 3]), [], (), {},
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_plain_value_comes_back_unchanged(define, value):
    came = define("def f(x): return x")(value)
    assert came == value
    assert type(came) is type(value)


@pytest.mark.parametrize(
    "dtype",
    [
        *(torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.bool),
        *(torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64),
    ],
    ids=str,
)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3)], ids=str)
def test_a_tensor_of_any_kind_comes_back_bit_by_bit(define, dtype, shape):
    tensor = (torch.arange(math.prod(shape)).reshape(shape) * 1.7 - 2).to(dtype)
    came = define("def f(x): return [x.clone(), {'b': x.mT if x.dim() > 1 else x}]")(tensor)
    assert torch.equal(came[0], tensor)
    assert came[0].dtype == dtype
    assert came[0].shape == tensor.shape
    if tensor.dim() > 1:
        assert torch.equal(came[1]["b"], tensor.mT)


def test_nan_and_infinities_are_sent(define):
    tensor = torch.tensor([math.nan, math.inf, -math.inf, -0.0])
    came = define("def f(x): return x * 1")(tensor)
    assert came.isnan().tolist() == [True, False, False, False]
    assert came[1:].tolist() == [math.inf, -math.inf, 0.0]
    assert define("def f(): return float('nan')")() != 0


def test_gradients_come_through_and_only_where_there_are_any(define):
    f = define("def f(x, y, z): return (x * y).sum(), x.detach() * 2, (x > 0)")
    x, y, z = (torch.randn(3, dtype=torch.float64, requires_grad=True) for _ in range(3))
    total, doubled, positive = f(x, y, z)
    assert [t.requires_grad for t in (total, doubled, positive)] == [True, False, False]
    gradients = torch.autograd.grad(total * 3, (x, y, z), allow_unused=True)
    assert torch.equal(gradients[0], 3 * y.detach())
    assert torch.equal(gradients[1], 3 * x.detach())
    assert gradients[2] is None
    torch.autograd.gradcheck(lambda a, b: f(a, b, z)[0], (x, y))


def test_no_graph_where_none_is_recorded(define):
    f = define("def f(x): return x * 2, torch.is_grad_enabled()\nimport torch")
    x = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        value, recorded = f(x)
    assert (value.requires_grad, recorded) == (False, False)
    assert f(x)[1] is True


def test_a_wrong_gradient_arrives_wrong(define):
    f = define("def f(x): return (x * x.detach()).sum()")
    with pytest.raises(AssertionError, match="gradient of x"):
        expect_gradient(f, lambda x: (x * x).sum(), torch.ones(3))


def test_an_in_place_change_is_applied_to_the_same_tensor(define):
    f = define("import torch\ndef f(t):\n    with torch.no_grad():\n        return t.fill_(7)")
    parameter = torch.nn.Parameter(torch.zeros(2, 2))
    assert f(parameter) is parameter
    assert parameter.tolist() == [[7, 7], [7, 7]]
    assert parameter.grad_fn is None
    with pytest.raises(AssertionError, match="changed its argument t"):
        expect_unchanged(f, torch.zeros(2))
    expect_unchanged(define("def f(t): return t + 1"), torch.tensor([math.nan, 1.0]))


def test_an_in_place_change_of_a_leaf_fails_as_in_torch(define):
    f = define("def f(t): return t.fill_(7)")
    with pytest.raises(RuntimeError, match="leaf Variable"):
        f(torch.nn.Parameter(torch.zeros(2)))


def test_one_tensor_passed_twice_arrives_as_one_tensor(define):
    f = define("def f(a, b): return a is b")
    x = torch.ones(2)
    assert f(x, x) is True
    assert f(x, x.clone()) is False


def test_both_ends_draw_from_one_sequence_of_random_numbers(define):
    f = define("import torch\ndef f(): return torch.rand(3)")
    torch.manual_seed(5)
    expected = [torch.rand(3) for _ in range(3)]
    torch.manual_seed(5)
    assert torch.equal(f(), expected[0])
    assert torch.equal(torch.rand(3), expected[1])
    assert torch.equal(f(), expected[2])


def test_the_random_state_is_sent_only_when_it_has_changed(define, monkeypatch):
    f = define("import torch\ndef f(draw): return torch.rand(3) if draw else torch.zeros(3)")
    sizes: list[int] = []
    original = define.peer.receive_frame

    def receive() -> tuple[bytearray, bytearray]:
        text, blob = original()
        sizes.append(len(blob))
        return text, blob

    monkeypatch.setattr(define.peer, "receive_frame", receive)
    for draw in (False, True, False):
        f(draw)
    state = torch.default_generator.get_state().nbytes
    assert sizes == [16, 16 + state, 16]  # three float32, padded to 16 bytes


@pytest.mark.parametrize("claimed", [-16, 1, 5056, 2**40, 1.5, "many", True])
def test_an_invalid_random_state_closes_the_connection(claimed):
    mine, theirs = socket.socketpair()
    with mine, theirs:
        text = json.dumps(REPLY | {"random": claimed}).encode()
        blob = bytes(16)
        theirs.sendall(len(text).to_bytes(4, "big") + len(blob).to_bytes(4, "big") + text + blob)
        with pytest.raises(Gone, match="nonsense"):
            Peer(mine).ask("look", "f")


@pytest.mark.parametrize(
    "specs",
    [
        [["torch.float32", [-4]]],
        [["torch.float32", [4], 1]],
        [["torch.qint8", [16]]],
        [["torch.nothing", [4]]],
        [["torch.float32", [2**62]]],
        [["torch.float32", [2.0, 2]]],
        [["torch.float32", [3]]],
        [["torch.float32", [4]], ["torch.float32", [4]]],
    ],
    ids=str,
)
def test_an_invalid_tensor_closes_the_connection(specs):
    mine, theirs = socket.socketpair()
    with mine, theirs:
        reply = REPLY | {"value": {"kind": "tensor", "at": 0}, "outputs": 1, "tensors": specs}
        text, blob = json.dumps(reply).encode(), bytes(20)
        theirs.sendall(len(text).to_bytes(4, "big") + len(blob).to_bytes(4, "big") + text + blob)
        with pytest.raises(Gone, match="nonsense"):
            Peer(mine).ask("look", "f")


@pytest.mark.parametrize("kind", ["conj", "imag"])
def test_a_lazily_conjugated_view_arrives_as_its_values(define, kind):
    f = define("def f(x): return x")
    x = torch.tensor([1 + 2j, 3 - 4j])
    view = x.conj() if kind == "conj" else x.conj().imag
    assert torch.equal(f(view), view.clone())


@pytest.mark.parametrize("seeded", [torch.manual_seed, None], ids=["global", "generator"])
def test_random_numbers_are_those_of_the_judge(define, seeded):
    f = define("def f(t, generator=None): return t.normal_(generator=generator)")
    generator = torch.Generator()
    named: dict[str, Any] = {} if seeded else {"generator": generator}
    (seeded or generator.manual_seed)(5)
    mine = [torch.empty(3).normal_(**named), torch.rand(2, **named)]
    (seeded or generator.manual_seed)(5)
    theirs = [f(torch.empty(3), **named), torch.rand(2, **named)]
    assert all(map(torch.equal, mine, theirs))


def test_a_callback_can_be_called_and_differentiated(define):
    f = define("def f(distance, a, b): return distance(a, 2 * b).sum()")
    a, b = torch.ones(3, requires_grad=True), torch.full((3,), 2.0, requires_grad=True)
    loss = f(lambda x, y: (x - y) ** 2, a, b)
    assert loss.item() == 27
    loss.backward()
    gradients = [leaf.grad.tolist() for leaf in (a, b) if leaf.grad is not None]
    assert gradients == [[-6, -6, -6], [12, 12, 12]]


def test_an_object_of_the_student_is_used_remotely(define):
    source = (
        "import torch\nclass f(torch.nn.Module):\n"
        "    def __init__(self, scale):\n        super().__init__()\n"
        "        self.register_buffer('scale', torch.tensor(scale))\n"
        "    def forward(self, x):\n        return (self.scale * x).sum()\n"
    )
    module = define(source)(3.0)
    x = torch.ones(2, requires_grad=True)
    module(x).backward()
    assert x.grad is not None
    assert x.grad.tolist() == [3, 3]
    assert list(module.state_dict()) == ["scale"]
    assert module.to(torch.float64).scale.dtype == torch.float64


@pytest.mark.parametrize(
    ("raised", "kind", "text"),
    [
        ("ValueError('no')", ValueError, "no"),
        ("type('Own', (KeyError,), {})('k')", KeyError, "Own: 'k'"),
        ("SystemExit(3)", RuntimeError, "SystemExit: 3"),
        ("NotImplementedError('later')", NotImplementedError, "later"),
        ("UnicodeDecodeError('utf8', b'', 0, 1, 'why')", RuntimeError, "why"),
    ],
)
def test_an_exception_arrives_as_its_nearest_known_kind(define, raised, kind, text):
    with pytest.raises(kind) as caught:
        define(f"def f(): raise {raised}")()
    assert type(caught.value) is kind
    assert text in str(caught.value.args[0])


def test_a_guard_of_the_judge_acts_in_the_sandbox(define):
    guard = by_hand("softmax")
    assert guard(define("def f(x): return x.exp()"))(torch.zeros(1)).item() == 1
    with pytest.raises(NotByHand, match="softmax"):
        guard(define("def f(x): return x.softmax(0)"))(torch.zeros(1))


def test_a_guard_s_advice_is_sent_to_the_sandbox(define):
    guard = by_hand("softmax", instead="exp and sum")
    with pytest.raises(NotByHand, match="use instead: exp and sum"):
        guard(define("def f(x): return x.softmax(0)"))(torch.zeros(1))


ROUTES = {
    "in sight": "x.softmax(0)",
    "without torch's functions": "[torch._C.DisableTorchFunction().__enter__(), x.softmax(0)][1]",
    "as an operator": "torch.ops.aten._softmax(x, 0, False)",
    "with a key set": "torch.ops.aten._softmax.default.redispatch(CPU, x.detach(), 0, False)",
    "as a kernel": 'torch.library.get_kernel("aten::_softmax", "CPU").call_boxed(CPU, x, 0, False)',
    "kept before": "kept(x, 0)",
    "a module": "torch.nn.Softmax(0)(x)",
    "TorchScript": "scripted(x)",
    "in a thread": "ThreadPoolExecutor(1).submit(x.softmax, 0).result()",
    "mapped": "torch.func.vmap(lambda a: a.softmax(0))(x[None])[0]",
    "differentiated": "torch.func.jvp(lambda a: a.softmax(0), (x,), (x,))[0]",
    "a sparse one": "torch.sparse.softmax(x.detach()[None].to_sparse(), 1).to_dense()[0]",
    "a nested one": "torch.nested.nested_tensor([x.detach()]).softmax(-1)[0]",
    "of another layout": "x.detach()[None].to_mkldnn().softmax(1).to_dense()[0]",
    "by reference": "torch._refs.softmax(x, 0)",
    "in attention": "F.scaled_dot_product_attention(x[None], x[None], x[None])[0]",
    "in a backward pass": "torch.autograd.grad(Own.apply(x).sum(), x)[0]",
    "in a fork": "forked(x)",
}
BEFORE = """
import torch, os, pickle
import torch.nn.functional as F
from concurrent.futures import ThreadPoolExecutor
CPU = torch._C.DispatchKeySet(torch._C.DispatchKey.CPU)
kept = torch.softmax
scripted = torch.jit.script(torch.nn.Softmax(0))
class Own(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clone()
    @staticmethod
    def backward(ctx, g):
        return ctx.saved_tensors[0].softmax(0)
def forked(x):
    ours, theirs = os.pipe()
    if not os.fork():
        try:
            os.write(theirs, pickle.dumps(x.detach().softmax(0).tolist()))
        finally:
            os._exit(0)
    os.close(theirs)
    return torch.tensor(pickle.loads(os.read(ours, 1000)))
"""


@pytest.mark.parametrize("route", ROUTES.values(), ids=ROUTES)
def test_a_closed_gate_refuses_every_route_to_its_kernel(define, route):
    f = define(f"{BEFORE}\ndef f(x): return {route}")
    x = torch.ones(2, requires_grad=True)
    assert torch.is_tensor(f(x))
    closed = by_hand("softmax")(f)
    for _ in range(2):
        with pytest.raises(Exception, match=r"(?i)softmax|to_mkldnn|Ran out of input"):
            closed(x)
    assert torch.is_tensor(f(x))


def test_a_closed_gate_also_refuses_in_the_backward_pass(define):
    f = by_hand("softmax")(define(f"{BEFORE}\ndef f(x): return Own.apply(x)"))
    loss = f(torch.ones(2, requires_grad=True)).sum()
    with pytest.raises(NotByHand, match="softmax"):
        loss.backward()


def test_a_refusal_names_what_was_typed_and_the_advice(define):
    source = (
        "import torch.nn.functional as F\ndef f(x):\n    return 1 + F.gaussian_nll_loss(x, x, x)"
    )
    with pytest.raises(NotByHand, match=r"^F\.gaussian_nll_loss is torch's own: here you build"):
        by_hand("gaussian_nll_loss", instead="log")(define(source))(torch.ones(2))


def test_a_student_cannot_write_the_switch_nor_find_a_gate(define):
    source = (
        "import gc, mmap\nf = []\n"
        "for m in [o for o in gc.get_objects() if isinstance(o, mmap.mmap)]:\n"
        "    try: m[0] = 0\n    except TypeError: f.append('read-only')\n"
        "import torch\n"
        "f += [o for o in gc.get_objects() if getattr(o, '__name__', '') in ('gate', 'call_boxed')]"
    )
    assert set(define(source)) <= {"read-only"}


def test_a_program_that_a_student_starts_has_no_torch(define):
    source = "import subprocess, sys\nf = subprocess.run([sys.executable, '-c', 'import torch'],"
    source += " capture_output=True, text=True)\nf = [f.returncode, f.stderr]"
    code, words = define(source)
    assert code == 1
    assert "libtorch_cpu" in words


def test_a_name_that_was_not_announced_is_an_error(define):
    with pytest.raises(Stopped, match=r"ValueError: ctc.* was not announced"):
        by_hand("ctc_loss")(define("def f(x): return x"))(torch.zeros(1))


def test_a_function_keeps_its_key_between_requests(define):
    first = define("def f(x): return x")
    (again,) = define.peer.ask("look", "f")
    assert again._key == first._key


def test_the_graphs_of_a_test_are_released_at_its_end(define):
    f = define("def f(x): return 2 * x")
    x = torch.ones(2, requires_grad=True)
    loss = f(x).sum()
    loss.backward(retain_graph=True)
    define.peer.ask("clear")
    with pytest.raises(KeyError):
        loss.backward()


def test_results_and_attributes_keep_the_name_looked_up(define):
    f = define("class f:\n    def __init__(self):\n        self.g = lambda x: (lambda: x)")
    f.looked_up = "f"
    assert [f().looked_up, f().g.looked_up, f().g(1).looked_up] == ["f"] * 3


def test_the_names_of_the_parameters_are_known_here(define):
    import inspect

    f = define("def f(input, target, *, weight=None): return input")
    assert list(inspect.signature(f).parameters) == ["input", "target", "weight"]
    assert f.__name__ == "f"


def test_a_missing_name_and_a_module_are_not_found(define):
    define("import math\nf = 1")
    assert define.peer.ask("look", "nobody") == []
    assert define.peer.ask("look", "math") == []


def test_outputs_and_errors_of_a_cell_are_reported(define):
    define("f = 0")
    told = define.peer.ask("run", "print('a')\nimport sys\nprint('b', file=sys.stderr)\n3")
    assert told["printed"] == "a\nb\n"
    assert [output["text/plain"] for output in told["shown"]] == ["3"]
    told = define.peer.ask("run", "x = 1\nundefined")
    ((name, message, trace),) = told["errors"]
    assert (name, message) == ("NameError", "name 'undefined' is not defined")
    assert "line 2" in trace


def test_long_output_is_truncated(define):
    define("f = 0")
    told = define.peer.ask("run", "print('x' * 100_000)\nprint('end')")
    assert 20_000 <= len(told["printed"]) < 20_100
    assert told["printed"].endswith("(more was printed)")


def test_output_beyond_the_limit_takes_no_memory():
    stream = Printed(Limits.printed)
    for _ in range(100):
        assert stream.write("x" * Limits.printed) == Limits.printed
    assert len(stream.getvalue()) <= Limits.printed + 1
    assert stream.take().endswith("(more was printed)")
    stream.write("new")
    assert stream.take() == "new"


@pytest.mark.parametrize(
    ("attempt", "result"),
    [
        ("__import__('os').getuid()", 1000),
        ("__import__('os').listdir()", []),
        ("__import__('os').listdir(__import__('tempfile').gettempdir())", []),
        (f"__import__('os').path.exists({os.path.dirname(__file__)!r})", False),
        ("__import__('os').getpid()", 1),
        ("[k for k in __import__('os').environ if 'TOKEN' in k or 'KEY' in k]", []),
    ],
)
def test_the_student_sees_nothing_of_this_computer(define, attempt, result):
    assert define(f"f = {attempt}") == result


def test_of_other_folders_the_way_to_the_packages_is_seen(define, sandbox):
    system = [Path(path) for path in sandbox_module.SYSTEM]
    homes = [Path(sys.prefix), Path(sys.base_prefix), *sandbox_module._homes(sandbox.needs)]
    shown = {*homes, Path(SCRATCH)}
    ways = {way for path in shown for way in path.parents if way != Path("/")}
    ways = {way for way in ways if not {way, *way.parents} & {*system, *shown}}
    assert Path("/home") in ways
    for way in ways:
        seen = define(f"import os; f = sorted(os.listdir({str(way)!r}))")
        below = [path.relative_to(way) for path in shown if path.is_relative_to(way)]
        assert seen == sorted({path.parts[0] for path in below}), way


def test_the_loader_finds_the_libraries_that_it_finds_here(define):
    ask = ["/sbin/ldconfig", "-p"]
    here = subprocess.run(ask, check=True, capture_output=True, text=True).stdout
    define(f"import subprocess; f = subprocess.run({ask}, capture_output=True, text=True).stdout")
    assert "libc.so" in here
    assert define("", "f") == here


@pytest.mark.parametrize(
    "attempt",
    [
        "open('/usr/planted', 'w')",
        "__import__('socket').create_connection(('127.0.0.1', 22), timeout=1)",
        "__import__('os').kill(2, 9)",
        "open('/proc/2/mem', 'rb').read(1)",
        "bytearray(6_000_000_000)",
        "open('big', 'wb').write(bytes(100_000_000))",
    ],
)
def test_a_forbidden_operation_is_an_error(define, attempt):
    define("f = 0")
    assert define.peer.ask("run", attempt)["errors"]


def test_a_session_leaves_no_file_for_the_next(sandbox):
    everywhere = (
        "import os\nf = []\n"
        "for folder, inside, _ in os.walk('/'):\n"
        "    if folder.count('/') > 2 or folder.startswith(('/proc', '/sys')):\n"
        "        inside.clear()\n"
        "    try:\n"
        "        open(os.path.join(folder, 'left'), 'x').close()\n"
        "        f.append(folder)\n"
        "    except OSError: pass\n"
    )
    for _ in range(2):  # mode 'x' fails if a file is left
        with sandbox.session() as peer:
            assert peer.ask("look", "f") == []
            assert not peer.ask("run", everywhere)["errors"]
            assert sorted(peer.ask("look", "f")[0]) == ["/dev/shm", sandbox_module.SCRATCH]


def test_without_bubblewrap_an_error_says_what_to_install(monkeypatch):
    monkeypatch.setattr(sandbox_module.shutil, "which", lambda name: None)
    with pytest.raises(SandboxError, match="apt install bubblewrap"), Sandbox().session():
        pass


def test_a_sandbox_that_does_not_start_says_why(monkeypatch, bubblewrap):
    monkeypatch.setattr(
        sandbox_module, "_bubble", lambda packages: [bubblewrap, "--no-such-option"]
    )
    with pytest.raises(SandboxError, match="no-such-option"), Sandbox().session():
        pass


def test_without_isolation_the_same_functions_work(sandbox):
    with Sandbox(sandbox.needs, bubble=False) as open_one, open_one.session() as peer:
        peer.ask("run", "def f(x): return 2 * x")
        (f,) = peer.ask("look", "f")
        assert f(torch.ones(2)).tolist() == [2, 2]


AS_ANOTHER_USER = """
import os
from grader.sandbox import Sandbox
with Sandbox() as sandbox, sandbox.session() as peer:
    told = peer.ask("run", "import os\\nf = os.getuid(), os.listdir()")
    print(os.getuid(), told["errors"], *peer.ask("look", "f"))
"""


def test_a_sandbox_closed_at_once_leaves_no_process(bubblewrap):
    for pause in (0, 0.001, 0.002, 0.005, 0.01) * 3:
        sandbox = Sandbox()
        sandbox.launch()
        assert sandbox.process
        group = sandbox.process.pid
        time.sleep(pause)
        sandbox.close()
        end = time.monotonic() + 10
        while still_there(group) and time.monotonic() < end:
            time.sleep(0.01)
        assert not still_there(group), "bubblewrap's child was left alone"


def still_there(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_user_without_privileges_can_start_the_sandbox(bubblewrap):
    nobody = [bubblewrap, "--dev-bind", "/", "/", "--unshare-user", "--uid", "1001"]
    nobody += ["--cap-drop", "ALL", "--setenv", "PYTHONPATH", str(sandbox_module.HERE.parent)]
    line = [*nobody, sys.executable, "-c", AS_ANOTHER_USER]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=100)
    assert done.stdout == "1001 [] (1000, [])\n", done.stderr


# --- Invalid messages ----------------------------------------------------------------------------

NONSENSE = {
    "no JSON": b"\x00\x00\x00\x03\x00\x00\x00\x00abc",
    "a list": b"\x00\x00\x00\x02\x00\x00\x00\x00[]",
    "no value": b"\x00\x00\x00\x02\x00\x00\x00\x00{}",
    "a huge structure": (Limits.structure + 1).to_bytes(4, "big") + b"\x00\x00\x00\x00",
    "huge numbers": b"\x00\x00\x00\x02\xff\xff\xff\xff{}",
    "numbers that are none": b"\x00\x00\x00\x02\x00\x00\x00\x04{}abcd",
    "nested too deep": (60_000).to_bytes(4, "big") + bytes(4) + b"[" * 30_000 + b"]" * 30_000,
}
REPLY = {"value": 1, "outputs": 0, "changed": [], "followed": []}
NONSENSE |= {
    name: len(text).to_bytes(4, "big") + bytes(4) + text
    for name, text in (
        (name, json.dumps(message).encode())
        for name, message in {
            "unknown kind": REPLY | {"value": {"kind": "bomb"}},
            "a tensor that is not there": REPLY | {"value": {"kind": "tensor", "at": 5}},
            "a thing that was never given": REPLY | {"value": {"kind": "yours", "key": 99}},
            "a size of words": REPLY | {"value": {"kind": "size", "items": ["a"]}},
            "a function without a name": REPLY | {"value": {"kind": "remote", "key": 1}},
            "a change of nothing": REPLY | {"changed": [7]},
            "a change without numbers": REPLY | {"changed": [0]},
            "words for a count": REPLY | {"outputs": "many"},
            "gradients of nothing": REPLY | {"followed": [{}]},
            "an error without a text": {"raised": {}},
            "an error of no kind": {"raised": {"types": [], "message": ""}},
            "a request for what is not offered": {"target": 7},
            "a request for what only the sandbox offers": {"target": "get"},
        }.items()
    )
}


@pytest.mark.parametrize("name", NONSENSE)
def test_an_invalid_message_closes_the_connection(name):
    # An invalid request is answered with an error; here the connection has then ended.
    reason = "crash" if name.startswith("a request") else "nonsense"
    mine, theirs = socket.socketpair()
    with mine, theirs:
        peer = Peer(mine)

        def answer() -> None:
            theirs.recv(1000)
            theirs.sendall(NONSENSE[name])
            theirs.shutdown(socket.SHUT_WR)

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(Gone, match=reason):
            peer.ask("look", "f")
        thread.join()


def test_the_reply_that_the_messages_are_made_of_is_valid():
    mine, theirs = socket.socketpair()
    with mine, theirs:
        text = json.dumps(REPLY).encode()
        theirs.sendall(len(text).to_bytes(4, "big") + bytes(4) + text)
        assert Peer(mine).ask("look", "f") == 1


def test_a_value_that_is_too_large_is_refused_before_sending(define):
    f = define("def f(x): return 1")
    with pytest.raises(Exception, match="too large to travel"):
        f("x" * (Limits.structure + 1))
    assert f(Tensor()) == 1


def test_a_process_that_does_not_read_is_given_up_in_time():
    mine, theirs = socket.socketpair()
    with mine, theirs:
        peer = Peer(mine)
        peer.deadline = time.monotonic() + 0.3
        with pytest.raises(Gone, match="time"):
            peer.ask("run", "x" * 3_000_000)


def test_the_default_dtype_of_the_judge_holds_in_the_sandbox(define):
    source = "import torch\ndef f(g=None):\n    torch.set_default_dtype(torch.float64)\n"
    f = define(source + "    return g(1.0) if g else torch.tensor(1.0).dtype")
    assert f(lambda x: torch.tensor(x).dtype) == torch.float64
    assert torch.get_default_dtype() == torch.float32
    assert define("def f(): return torch.tensor(1.0).dtype")() == torch.float32
