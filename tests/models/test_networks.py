"""The networks: what they are while they learn, and what of them is shipped."""

import onnxruntime
import torch

from numerals.models.features import Deskew, Upright
from numerals.models.networks import CNN, count_parameters, fold_and_round
from numerals.models.neural import build
from numerals.models.onnx import network_to_onnx


def test_towers_learn_each_for_itself_and_answer_together():
    network = CNN((8, 8, 8, 8, 8), towers=4).train()
    images = torch.rand(6, 1, 28, 28)
    assert network(images).shape == (4, 6, 10)
    network.eval()
    with torch.no_grad():
        each = torch.stack([tower(network.foreground(images)) for tower in network.towers])
        torch.testing.assert_close(network(images), each.mean(0))
    assert not torch.allclose(each[0], each[3])  # the same filters, other weights


def test_the_last_tower_may_see_the_digit_upright():
    network = build("cnn", (8, 8, 8, 8, 8), 0.0, 2, upright=True).eval()
    leaning = build("cnn", (8, 8, 8, 8, 8), 0.0, 2).eval()
    leaning.load_state_dict(network.state_dict(), strict=False)
    images = torch.zeros(1, 1, 28, 28)
    for row in range(4, 24):
        images[0, 0, row, 22 - row // 2 : 25 - row // 2] = 1.0  # a leaning line
    with torch.no_grad():
        ink, (first, last) = network.foreground(images), network.towers
        assert (Upright()(ink) - ink).abs().max() > 0.5
        torch.testing.assert_close(network(images), (first(ink) + last(Upright()(ink))) / 2)
        torch.testing.assert_close(leaning(images), (first(ink) + last(ink)) / 2)


def test_folding_and_rounding_change_little_and_halve_the_file():
    network = CNN((16, 16, 16, 16, 32), towers=2).train()
    for _ in range(5):
        network(torch.rand(32, 1, 28, 28))
    network.eval()
    images = torch.rand(8, 1, 28, 28)
    with torch.no_grad():
        before = network(images)
        full = len(network_to_onnx(network))
        fold_and_round(network)
        torch.testing.assert_close(network(images), before, atol=2e-3, rtol=0)
        for weight in network.parameters():
            assert weight.dim() == 1 or torch.equal(weight.half().float(), weight)
        model = network_to_onnx(network)
        answer = onnxruntime.InferenceSession(model).run(None, {"images": images.numpy()})[0]
        torch.testing.assert_close(torch.from_numpy(answer), network(images), atol=1e-5, rtol=0)
    assert len(model) < 0.7 * full


def test_whole_numbers_take_a_byte_each_and_the_file_gives_back_the_same():
    network = CNN((16, 16, 16, 16, 32), towers=2).train()
    for _ in range(5):
        network(torch.rand(32, 1, 28, 28))
    images = torch.rand(8, 1, 28, 28)
    with torch.no_grad():
        network.towers[0][0].weight[3] = 0.0  # a filter that sees nothing has no step
        before = network.eval()(images)
        full = len(network_to_onnx(network))
        fold_and_round(network, bits=8)
        torch.testing.assert_close(network(images), before, atol=5e-2, rtol=0)
        for weight in network.parameters():
            if weight.dim() > 1:
                assert all(len(channel.unique()) <= 255 for channel in weight)
        model = network_to_onnx(network)
        answer = onnxruntime.InferenceSession(model).run(None, {"images": images.numpy()})[0]
        torch.testing.assert_close(torch.from_numpy(answer), network(images), atol=1e-5, rtol=0)
    assert len(model) < 0.5 * full


def test_a_file_does_not_tell_where_it_was_made():
    model = network_to_onnx(CNN((8, 8), towers=1))
    assert b".py" not in model


def test_an_upright_network_sees_the_digit_without_its_slant_for_no_parameter_more():
    torch.manual_seed(0)
    network = build("tiny-cnn-1k", (6, 10, 10, 11, 11), 0.0, upright=True).eval()
    plain = network[1]
    images = torch.rand(4, 1, 28, 28) ** 6
    with torch.no_grad():
        torch.testing.assert_close(network(images), plain(Deskew()(images)))
        assert not torch.allclose(network(images), plain(images))
    assert count_parameters(network) == count_parameters(plain) < 1000
