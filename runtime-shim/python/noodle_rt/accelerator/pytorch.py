"""Puts the virtual devices into PyTorch, once it has been imported."""
# The library makes a table of its own functions when it first needs this; they have to be the original ones.
import torch._dynamo  # noqa: F401

from noodle_rt.accelerator import checkpoint, cuda, factories, tensors, training
from noodle_rt.accelerator.state import State


def install(ledger, devices=1):
    """From here on `torch.cuda.is_available()` is true in this process."""
    state = State(ledger, devices)
    mover = tensors.install(state)
    factories.install(state, mover)
    cuda.install(state)
    checkpoint.install(state)
    training.install(state)
    state.mode.__enter__()
