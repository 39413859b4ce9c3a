"""Pixels to crops: decoding, the stages of the image processing, and MNIST's geometry.

Knows no model. OpenCV's own limit on image size is set here, before OpenCV is imported, because it has no
effect later.
"""

import os

os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(50_000_000))
