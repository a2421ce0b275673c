# PEP 649 (3.14): annotations may name what comes later.
class Node:
    next: Node | None = None
    children: list[Node]
    def walk(self) -> Iterator[Node]: yield self
def build(root: Tree) -> Tree: return root
class Tree: root: Node
x: undefined[int]
