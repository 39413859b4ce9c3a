"""Training: augmentation, the loop, calibration and export; the only rooms besides models/ that know PyTorch."""
