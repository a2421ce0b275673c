"""The Python side of noodle-opt: what a program built from NoodleCore needs while it runs. Standard library only."""
