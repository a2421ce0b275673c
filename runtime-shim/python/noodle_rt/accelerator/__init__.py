"""A virtual accelerator for tests: programs written for a GPU run on the CPU with real values, and every copy and wait is counted.

`python -m noodle_rt.accelerator program.py` is the entry; docs/ACCELERATOR.md says what is exact and what cannot be seen.
No library is imported here: `importing.py` waits until the program imports PyTorch or TensorFlow itself.
"""
