"""The line reader: a fully convolutional network that reads a strip of ink from left to right, learnt with CTC."""
