"""What is kept of a network after each round of its fine-tuning: a training that was stopped goes on from there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from encoder_network import Network


@dataclass
class Done:
    """How far a training is: rounds that are over, steps made, steps of all rounds (0 before the first is planned)."""

    rounds: int = 0
    step: int = 0
    steps: int = 0


def keep(file: Path, done: Done, network: Network, optimiser: torch.optim.Optimizer, random: Random) -> None:
    """Write everything that the next round depends on; a stop in between leaves the file as it was."""
    state = {
        "done": (done.rounds, done.step, done.steps),
        "network": network.state_dict(),
        "optimiser": optimiser.state_dict(),
        "random": random.getstate(),
        "torch": torch.get_rng_state(),
    }
    half = file.with_suffix(".half")
    torch.save(state, half)
    half.replace(file)


def resume(file: Path, network: Network, optimiser: torch.optim.Optimizer, random: Random) -> Done:
    """Put network, optimiser and chance where the last whole round left them; without a file, nothing is done yet."""
    if not file.is_file():
        return Done()
    state = torch.load(file, weights_only=True)
    network.load_state_dict(state["network"])
    optimiser.load_state_dict(state["optimiser"])
    random.setstate(state["random"])
    torch.set_rng_state(state["torch"])
    return Done(*state["done"])
