"""Arguments of Pillow: small images of several modes, some of them read from a file."""

from __future__ import annotations

import io

import numpy as np
from hypothesis import strategies as st
from PIL import Image

modes = st.sampled_from(["L", "RGB", "RGBA", "1", "P", "F"])


def from_file(kind: str) -> Image.Image:
    file = io.BytesIO()
    Image.new("RGB", (4, 3), "red").save(file, kind)
    return Image.open(io.BytesIO(file.getvalue()))


images = st.one_of(modes.map(lambda mode: Image.new(mode, (4, 3))), st.sampled_from(["PNG", "JPEG", "GIF"]).map(from_file))
sizes = st.sampled_from([(2, 2), (4, 3), (8, 1)])

RECEIVERS = {"PIL.Image.Image": images}

PARAMETERS = {
    "size": sizes,
    "mode": modes,
    "image": images,
    "im": images,
    "im1": images,
    "im2": images,
    "obj": st.sampled_from([np.zeros((3, 4), "uint8"), np.zeros((3, 4, 3), "uint8")]),
    "box": st.sampled_from([None, (0, 0, 2, 2)]),
    "angle": st.sampled_from([0, 45, 90]),
    "method": st.sampled_from([0, 1, 2]),
    "bands": modes.map(lambda _: [Image.new("L", (4, 3))] * 3),
    "channel": st.integers(0, 2),
    "alpha": st.sampled_from([0.0, 0.5]),
    "factor": st.sampled_from([1, 2]),
}
