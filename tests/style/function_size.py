#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Functions fit on a screen."""
import ast

import scan
import tree
from support.tap import main

MOST_LINES = 60


def python_functions(path):
    for node in ast.walk(ast.parse(tree.read(path), path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield scan.Function(node.name, node.lineno, node.end_lineno)


def long_ones(paths, functions):
    for path in paths:
        for function in functions(path):
            lines = function.last - function.first + 1
            if lines > MOST_LINES:
                yield f"{path}:{function.first}: {function.name} has {lines} lines"


def test_no_c_or_cpp_function_has_more_than_60_lines():
    tree.none(long_ones(tree.c_files(), lambda f: scan.functions(tree.read(f))),
              "a function has one thing to say")


def test_no_python_function_has_more_than_60_lines():
    tree.none(long_ones(tree.python_files(), python_functions), "a function has one thing to say")


main(globals())
