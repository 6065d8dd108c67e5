"""Learns `wattos_offline.reader` and shows what it is worth on sites that it has not seen.

    uv run --with torch==2.15.0 python benchmarks/fit_reader.py [--write]

torch is needed for this alone and is no dependency. The embedder stays as it is; what is learnt is
a small network over its states (see the reader's docstring), on 55 invented organisations with
8,800 written questions (`benchmarks/reader`, 30 % without an answer, most of them near misses).
Without `--write` a fifth of the sites, drawn by lot, is held out: printed are the answerable
questions whose best candidate answers, by the answerer's other evidence alone and with the reader,
and the area under the curve of the best score, answerable against unanswerable. With it the network
learns from all sites and is stored in `plugins/wattos_offline/reader.npz`. The question sets of
`benchmarks/questions` take no part.

Figures by this network and these examples in another arrangement of the script, which made the
stored weights too: 71.3 % of 1,134 found answers first without it, 75.4 % with it; areas 0.625 and
0.827. On the development sets, whose organisations it does not know either, 632 and 641 of 806, and
0.830 and 0.919. With the last layer's states alone 74.8 % and 0.768; with the answerer's other
numbers as inputs 76.2 % (dropped: it ties the network to them). Tried without gain: the four upper
layers learnt anew over question and text together (low-rank, 463,000 weights) had 23 % after one
pass of 2,300 questions, far too few for it; linear weights fitted to these sites 73.1 % instead of
72.5 %.

Tried later, also without gain: 27 more sites whose visitors ask in harder ways (12,300 questions in
all), the states along their 256 principal axes alone (77.5 % first on the same eleven sites),
twelve candidates, and refusals fitted on all these questions with readers that do not know the site
(area 0.862 there instead of 0.833, on the development sets 0.940 instead of 0.947). Of the 658
unread questions 77.4 % instead of 77.1 % were right: more answerable ones answered rightly (85.5
instead of 82.4 %), fewer unanswerable ones refused (53.8 instead of 61.5 %), and of five foreign
questions about one page one instead of four found its place.

Begun and given up: the embedder's four upper layers learnt anew over question and text together,
with all their weights (bf16, the same 12,300 questions), under a pooled head and under this network
with attention between the two parts opening slowly. After a quarter of two passes ten unknown sites
had 71 to 73 % first and areas of 0.71 to 0.79 (this kind of network 73 to 75 %, 0.77 to 0.81); two
cores need some two hours for the whole.
"""
# torch is installed for this script alone, so the checker cannot know its types.
# pyright: reportMissingImports=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownParameterType=false
# pyright: reportUntypedBaseClass=false

from __future__ import annotations

import argparse
import asyncio
import math
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
import torch
from reader_examples import CANDIDATES, SITES, Example, examples_of
from sklearn.metrics import roc_auc_score
from torch import nn

from wattos_offline.e5_model import E5Model
from wattos_offline.embedder import E5_SMALL, USE_MULTILINGUAL, LocalEmbedder
from wattos_offline.encoder import Encoder
from wattos_offline.reader import AFTER, KINDS, MOST_TOKENS, WEIGHTS, token_states

STATE = 384 * len(AFTER)
DIRECTIONS = 96
EPOCHS, BATCH, RATE, DECAY, DROPPED = 3, 32, 2e-3, 0.02, 0.2
RANKING = 0.6
"""The share of the loss that only compares candidates; the rest also judges whether any answers."""
_FAR = -1e4
_HELD = 5


class Batch(msgspec.Struct, frozen=True):
    """Questions with their candidates as padded tensors."""

    asked: torch.Tensor
    asked_real: torch.Tensor
    told: torch.Tensor
    told_real: torch.Tensor
    told_own: torch.Tensor
    """Real tokens that are no heading."""
    scores: torch.Tensor
    answers: torch.Tensor
    real: torch.Tensor
    answerable: torch.Tensor


class States:
    """The frozen states of every question and text, computed once."""

    def __init__(self, examples: Sequence[Example]) -> None:
        model = E5Model()
        self._asked = {
            text: states for text, states, _ in token_states(model, "query", _questions(examples))
        }
        self._told = {
            text: (states, heads)
            for text, states, heads in token_states(model, "passage", _texts(examples))
        }

    def batch(self, examples: Sequence[Example]) -> Batch:
        count = len(examples)
        asked = torch.zeros(count, MOST_TOKENS, STATE)
        told = torch.zeros(count, CANDIDATES, MOST_TOKENS, STATE)
        asked_real = torch.zeros(count, MOST_TOKENS, dtype=torch.bool)
        told_real = torch.zeros(count, CANDIDATES, MOST_TOKENS, dtype=torch.bool)
        told_own = torch.zeros_like(told_real)
        scores = torch.zeros(count, CANDIDATES)
        answers, real = torch.zeros_like(scores).bool(), torch.zeros_like(scores).bool()
        for row, example in enumerate(examples):
            states = self._asked[example.question]
            asked[row, : len(states)] = torch.from_numpy(states.astype(np.float32))
            asked_real[row, : len(states)] = True
            for column, text in enumerate(example.texts):
                states, heads = self._told[text]
                told[row, column, : len(states)] = torch.from_numpy(states.astype(np.float32))
                told_real[row, column, : len(states)] = True
                told_own[row, column, heads : len(states)] = True
            found = len(example.texts)
            scores[row, :found] = torch.tensor(example.scores)
            answers[row, :found] = torch.tensor(example.answers)
            real[row, :found] = True
        # A candidate that is missing has one empty token, so that nothing is divided by zero.
        told_real[..., 0] = True
        told_own[..., 0] |= ~told_own.any(-1)
        answerable = torch.tensor([example.answerable for example in examples])
        return Batch(
            asked, asked_real, told, told_real, told_own, scores, answers, real, answerable
        )


class Network(nn.Module):
    """`wattos_offline.reader.answers` for many texts at once, with gradients."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(STATE)
        self.P = nn.Linear(STATE, DIRECTIONS, bias=False)
        self.B = nn.Linear(STATE, DIRECTIONS, bias=False)
        nn.init.orthogonal_(self.P.weight)
        nn.init.orthogonal_(self.B.weight)
        self.v, self.u = nn.Linear(STATE, 1), nn.Linear(STATE, 1)
        self.t1, self.t2 = nn.Linear(STATE, 128), nn.Linear(128, KINDS * DIRECTIONS)
        self.pq, self.pu = nn.Linear(STATE, 48), nn.Linear(STATE, 48)
        evidence = 4 + 2 * KINDS + 48
        self.m1, self.m2 = nn.Linear(evidence, 48), nn.Linear(48, 1, bias=False)
        self.direct = nn.Linear(evidence, 1, bias=False)
        nn.init.zeros_(self.m2.weight)
        nn.init.zeros_(self.direct.weight)
        self.drop = nn.Dropout(DROPPED)
        self.trust, self.constant = (
            nn.Parameter(torch.tensor(1.0)),
            nn.Parameter(torch.tensor(-10.0)),
        )

    def forward(self, batch: Batch) -> torch.Tensor:
        """Logarithms of odds, shape (questions, candidates)."""
        asked, told = self.drop(self.norm(batch.asked)), self.drop(self.norm(batch.told))
        alike = torch.einsum(
            "bnd,bcmd->bcnm",
            nn.functional.normalize(self.P(asked), dim=-1),
            nn.functional.normalize(self.P(told), dim=-1),
        )
        real, own = batch.told_real[:, :, None, :], batch.told_own[:, :, None, :]
        asked_real = batch.asked_real[:, None]
        asked_share = _share(self.v(asked)[..., 0], batch.asked_real)
        told_share = _share(self.u(told)[..., 0], batch.told_own)
        met = alike.masked_fill(~real, -1).amax(-1)
        back = alike.masked_fill(~asked_real[..., None], -1).amax(2)
        numbers = torch.stack(
            (
                (asked_share[:, None] * alike.masked_fill(~own, -1).amax(-1)).sum(-1),
                (asked_share[:, None] * met).sum(-1),
                (told_share * back).sum(-1),
                met.masked_fill(~asked_real, 2).amin(-1),
            ),
            -1,
        )
        gist = torch.einsum("bn,bnd->bd", asked_share, asked)
        core = torch.einsum("bcm,bcmd->bcd", told_share, told)
        wanted = self.t2(self.drop(torch.tanh(self.t1(gist)))).view(-1, KINDS, DIRECTIONS)
        kinds = torch.einsum("bkd,bcmd->bckm", wanted, self.B(told)) / math.sqrt(DIRECTIONS)
        together = torch.tanh(self.pq(gist))[:, None] * torch.tanh(self.pu(core))
        evidence = torch.cat(
            (3 * numbers, _strongest(kinds, own), _strongest(kinds, real), together), -1
        )
        deep = self.m2(self.drop(torch.relu(self.m1(evidence))))
        return self.trust * batch.scores + (deep + self.direct(evidence))[..., 0] + self.constant

    def stored(self) -> dict[str, np.ndarray]:
        """The weights by the reader's names; what is added to a score of the answerer."""
        found = {name: value.detach().numpy() for name, value in self.named_parameters()}
        trust = float(found["trust"])
        weights = {"norm": found["norm.weight"], "norm_b": found["norm.bias"]}
        for name in ("v", "u"):
            weights |= {name: found[f"{name}.weight"][0], f"{name}_b": found[f"{name}.bias"]}
        for name in ("t1", "t2", "pq", "pu", "m1"):
            weights |= {name: found[f"{name}.weight"].T, f"{name}_b": found[f"{name}.bias"]}
        weights |= {"P": found["P.weight"].T, "B": found["B.weight"].T}
        weights |= {name: found[f"{name}.weight"].T / trust for name in ("m2", "direct")}
        return {name: np.ascontiguousarray(value, np.float16) for name, value in weights.items()}


def _share(values: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    return torch.softmax(values.masked_fill(~real, _FAR), -1)


def _strongest(kinds: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    tokens = real.sum(-1).clamp(min=1).float()
    return torch.logsumexp(kinds.masked_fill(~real, _FAR), -1) - 0.5 * torch.log(tokens)


def loss(odds: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Softmax over the candidates, with and without "none of them" beside them."""
    odds = odds.masked_fill(~batch.real, _FAR)
    all_of_them = torch.logsumexp(odds, 1)
    with_none = torch.logaddexp(all_of_them, torch.zeros_like(all_of_them))
    right = torch.logsumexp(odds.masked_fill(~batch.answers, _FAR), 1)
    answered = RANKING * (all_of_them - right) + (1 - RANKING) * (with_none - right)
    return torch.where(batch.answers.any(1), answered, (1 - RANKING) * with_none).mean()


def learn(examples: Sequence[Example], states: States) -> Network:
    """The network, fitted to the examples; the same at every run."""
    torch.manual_seed(0)
    network = Network()
    scale = [network.trust, network.constant]
    rest = [each for each in network.parameters() if all(each is not one for one in scale)]
    optimizer = torch.optim.AdamW(
        [{"params": rest, "weight_decay": DECAY}, {"params": scale, "weight_decay": 0}], lr=RATE
    )
    steps = EPOCHS * math.ceil(len(examples) / BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, RATE, total_steps=steps, pct_start=0.05, cycle_momentum=False
    )
    for epoch in range(EPOCHS):
        total = 0.0
        for part in _shuffled(examples, epoch):
            batch = states.batch(part)
            lost = loss(network(batch), batch)
            optimizer.zero_grad()
            lost.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += lost.item() * len(part)
        print(f"pass {epoch + 1}: loss {total / len(examples):.4f}", flush=True)
    return network


def _shuffled(examples: Sequence[Example], epoch: int) -> Iterator[list[Example]]:
    order = np.random.default_rng(epoch).permutation(len(examples))
    for start in range(0, len(order), BATCH):
        yield [examples[number] for number in order[start : start + BATCH]]


def show(network: Network, examples: Sequence[Example], states: States) -> None:
    """Print how often the best candidate answers, and the areas under the curve."""
    network.eval()
    with torch.no_grad():
        parts = [states.batch(examples[at : at + BATCH]) for at in range(0, len(examples), BATCH)]
        after = torch.cat([network(part).masked_fill(~part.real, _FAR) for part in parts])
    before = torch.cat([part.scores.masked_fill(~part.real, _FAR) for part in parts])
    answers = torch.cat([part.answers for part in parts])
    answerable = torch.cat([part.answerable for part in parts])
    for name, odds in (("without the reader", before), ("with it", after)):
        first = answers.gather(1, odds.argmax(1)[:, None])[answerable].float().mean()
        area = roc_auc_score(answerable.numpy(), odds.amax(1).numpy())
        print(f"{name}: {first:.1%} of {int(answerable.sum())} first, area {area:.3f}")


async def read_sites() -> list[Example]:
    """The examples of all sites."""
    units = Encoder(LocalEmbedder(E5_SMALL))
    words = Encoder(LocalEmbedder(USE_MULTILINGUAL))
    found: list[Example] = []
    for site in sorted(each for each in SITES.iterdir() if each.is_dir()):
        found += await examples_of(site, units, words)
        print(f"{site.name}: {len(found)} examples so far", flush=True)
    return found


def main() -> int:
    """Exit code 0 when the network was fitted."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--write", action="store_true", help="learn from all sites and store")
    options = parser.parse_args()
    examples = asyncio.run(read_sites())
    states = States(examples)
    sites = sorted({each.site for each in examples})
    np.random.default_rng(0).shuffle(sites)
    held = set() if options.write else set(sites[::_HELD])
    network = learn([each for each in examples if each.site not in held], states)
    if options.write:
        np.savez_compressed(WEIGHTS, allow_pickle=False, **network.stored())
    else:
        show(network, [each for each in examples if each.site in held], states)
    return 0


def _questions(examples: Sequence[Example]) -> list[str]:
    return sorted({each.question for each in examples})


def _texts(examples: Sequence[Example]) -> list[str]:
    return sorted({text for each in examples for text in each.texts})


if __name__ == "__main__":
    raise SystemExit(main())
