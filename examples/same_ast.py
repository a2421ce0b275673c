"""Says whether two Python files have the same abstract syntax tree: python same_ast.py A.py B.py"""

import ast
import sys

first, second = (ast.dump(ast.parse(open(path, encoding="utf-8").read())) for path in sys.argv[1:])
print("same AST:", first == second)
