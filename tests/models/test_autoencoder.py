"""Variational autoencoders: what they promise of densities, codes and files."""

import math

import numpy as np
import onnxruntime
import pytest
import torch

from lab import rest_and_held
from numerals import ModelError
from numerals.models.autoencoder import Autoencoder, binarised
from numerals.models.epochs import to_tensor
from numerals.models.vae import VAE, Prior
from numerals.models.watch import Watch

SMALL = {"widths": (64,), "network": "full", "latent": 4, "epochs": 12, "batch": 32, "rate": 5e-3, "average": 0.9}


@pytest.fixture(scope="module")
def learnt() -> Autoencoder:
    rest, held = rest_and_held()
    return Autoencoder(**SMALL, couplings=2).fit(rest.images, watch=Watch(validation=(held.images, held.labels)))


def bent_prior(latent: int) -> Prior:
    """A prior whose couplings do something."""
    torch.manual_seed(0)
    prior = Prior(latent, 3, hidden=8)
    for weight in prior.parameters():
        torch.nn.init.normal_(weight, std=0.5)
    return prior


@pytest.mark.parametrize("latent", [2, 5])
def test_the_prior_goes_there_and_back(latent):
    prior, normal = bent_prior(latent), torch.randn(20, latent)
    back, _ = prior.inverse(prior(normal))
    assert torch.allclose(back, normal, atol=1e-4)


def test_the_density_of_the_prior_adds_up_to_one():
    prior = bent_prior(2)
    line = torch.linspace(-25, 25, 501)
    places = torch.stack(torch.meshgrid(line, line, indexing="ij"), dim=-1)
    with torch.no_grad():
        total = prior.log_density(places).exp().sum() * 0.1**2
    assert float(total) == pytest.approx(1, abs=0.02)


def test_pixels_are_black_as_often_as_they_are_dark():
    grey = torch.full((1, 1, 200, 200), 0.3)
    pixels = binarised(grey, torch.Generator().manual_seed(0))
    assert set(pixels.unique().tolist()) == {0.0, 1.0}
    assert float(pixels.mean()) == pytest.approx(0.3, abs=0.01)


def test_it_learns(learnt):
    bounds = [entry["validation_bound"] for entry in learnt.history_]
    assert bounds[-1] > bounds[0] + 30


def test_more_codes_bring_the_estimate_down_to_the_likelihood(learnt):
    held = rest_and_held()[1].images[:60]
    rough, fine = (learnt.likelihood(held, samples, few=10, estimated=60) for samples in (20, 400))
    assert fine.likelihood < rough.likelihood < rough.bound
    assert (fine.images, fine.estimated, fine.samples) == (60, 60, 400)


def test_the_estimate_from_some_images_is_that_from_all_within_its_error(learnt):
    held = rest_and_held()[1].images[:100]
    some, every = (learnt.likelihood(held, 300, few=20, estimated=count) for count in (30, 100))
    assert some.likelihood == pytest.approx(every.likelihood, abs=4 * some.error + 0.05)


def test_a_linear_autoencoder_without_ink_has_the_likelihood_that_can_be_worked_out():
    network = VAE("full", 2, (4,))
    for weight in network.parameters():
        torch.nn.init.zeros_(weight)
    error, rate = network.terms(torch.zeros(3, 1, 28, 28), 5)
    # Every pixel is black with a probability of a half, and the posterior is the prior.
    assert torch.allclose(error, torch.full((5, 3), 784 * math.log(2)), rtol=1e-5)
    assert torch.allclose(rate, torch.zeros(5, 3), atol=1e-4)


def test_both_files_answer_as_the_network(learnt):
    images = rest_and_held()[1].images[:7]
    graphs = {part: onnxruntime.InferenceSession(graph) for part, graph in learnt.to_onnx().items()}
    code, rate = graphs["encoder"].run(None, {"images": to_tensor(images).numpy()})
    assert np.abs(code - learnt.transform(images)).max() < 1e-3
    assert rate.shape == (7,)
    drawn = graphs["decoder"].run(None, {"code": code})[0]
    assert np.abs(drawn[:, 0] - learnt.inverse_transform(code)).max() < 1e-3
    assert 0 <= drawn.min() <= drawn.max() <= 1


@pytest.mark.parametrize("network", ["full", "conv"])
def test_both_networks_take_any_number_of_images(network):
    vae = VAE(network, 3, (4, 6), couplings=1)
    for count in (1, 5):
        mean, deviation = vae.encode(torch.rand(count, 1, 28, 28))
        assert mean.shape == deviation.shape == (count, 3)
        assert vae.decode(mean).shape == (count, 1, 28, 28)


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({"network": "deep"}, "unknown network 'deep'; known are full, conv"),
        ({"latent": 1}, "at least 2 values, not 1"),
        ({"network": "conv", "widths": (3,)}, "conv has two widths"),
        ({"samples": 0}, "samples is at least 1"),
    ],
)
def test_what_it_does_not_take_is_told(parameters, told):
    with pytest.raises(ModelError, match=told):
        Autoencoder(**{**SMALL, **parameters}).fit(rest_and_held()[0].images[:32])
