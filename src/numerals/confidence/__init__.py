"""How sure a reading is: calibrated probabilities and the threshold of "unreadable"."""
