"""The loss of a line reader: how much it is surprised by what is written, by all ways in which frames can spell it.

PyTorch's own asks the processor for the lengths of all texts, for which a GPU would wait at every step, and which
nobody can record. This one has only tensors whose shapes do not depend on what is written.
"""

import torch
from torch import Tensor

_TINY = 1e-300


def ctc_loss(logits: Tensor, symbols: Tensor, lengths: Tensor, blank: int) -> Tensor:
    """Surprise at each text, (n,), as `torch.nn.functional.ctc_loss` gives it; 0 for one that frames have no room for.

    The slope of a text's surprise is the share of each symbol that frames are expected to say if it is written, and
    that is known from sums over all beginnings and all endings (Graves et al. 2006).

    Args:
        logits: (n, outputs, frames).
        symbols: (n, most) int64; those beyond the length may be anything.
        lengths: (n,), where the logits are.
        blank: number of the output for "nothing new".
    """
    log_p = logits.float().log_softmax(1).permute(2, 0, 1)
    with torch.no_grad():
        spelt, own = _spelt(symbols, lengths, blank)
        places = torch.arange(spelt.shape[1], device=spelt.device)
        from_end = torch.where(own, 2 * lengths[:, None] - places, places)  # places of a text counted from its end
        said = log_p.double().exp()
        both = torch.cat([spelt, spelt.gather(1, from_end)])
        turned = torch.cat([said, said.flip(0)], 1)
        chances = turned.gather(2, both.expand(len(said), -1, -1)) * torch.cat([own, own])
        sums, scales = _beginnings(chances, _leaps(both, blank))
        forth, back = sums[:, : len(spelt)], sums.flip(0)[:, len(spelt) :]
        last = 2 * lengths[:, None]
        ends = forth[-1].gather(1, last) + forth[-1].gather(1, (last - 1).clamp_min(0)) * (last > 0)
        possible = ends.squeeze(1) > 0
        surprise = -scales[:, : len(spelt)].log().sum((0, 2)) - ends.clamp_min(_TINY).log().squeeze(1)
        ways = forth * back.gather(2, from_end.expand_as(back)) / chances[:, : len(spelt)].clamp_min(_TINY) * own
        shares = ways / ways.sum(2, keepdim=True).clamp_min(_TINY) * possible[:, None]
        of_symbol = (spelt[:, :, None] == torch.arange(log_p.shape[2], device=spelt.device)).double()
        expected = torch.einsum("tns,nsk->tnk", shares, of_symbol).float()
        surprise = (surprise * possible).float()
    slope = -(expected * log_p).sum((0, 2))
    return slope + (surprise - slope).detach()


def _spelt(symbols: Tensor, lengths: Tensor, blank: int) -> tuple[Tensor, Tensor]:
    """Each text (n, 2 * most + 1) with blanks before, between and behind, and which places are its own."""
    n, most = symbols.shape
    spelt = torch.full((n, 2 * most + 1), blank, dtype=torch.long, device=symbols.device)
    spelt[:, 1::2] = symbols
    own = torch.arange(spelt.shape[1], device=symbols.device) < 2 * lengths[:, None] + 1
    return torch.where(own, spelt, blank), own


def _leaps(spelt: Tensor, blank: int) -> Tensor:
    """1 where the blank before may be left out, else 0."""
    leaps = torch.zeros(spelt.shape, dtype=torch.float64, device=spelt.device)
    leaps[:, 2:] = ((spelt[:, 2:] != blank) & (spelt[:, 2:] != spelt[:, :-2])).double()
    return leaps


def _beginnings(chances: Tensor, leaps: Tensor) -> tuple[Tensor, Tensor]:
    """Sums over all beginnings of texts, (frames, n, places), by where and when they end.

    Those of a frame are scaled to 1; by what, (frames, n, 1), is given too.
    """
    frames, n, places = chances.shape
    sums = torch.zeros(frames + 1, n, places + 2, dtype=chances.dtype, device=chances.device)
    sums[0, :, 1] = 1  # before the first place, from which the first two are reached
    scales = torch.empty(frames, n, 1, dtype=chances.dtype, device=chances.device)
    first = torch.zeros_like(leaps)
    first[:, 1] = 1
    for frame in range(frames):
        before = sums[frame]
        ways = torch.addcmul(before[:, 2:] + before[:, 1:-1], before[:, :-2], leaps if frame else first)
        ways *= chances[frame]
        torch.clamp_min(ways.sum(1, keepdim=True), _TINY, out=scales[frame])
        torch.div(ways, scales[frame], out=sums[frame + 1, :, 2:])
    return sums[1:, :, 2:], scales
