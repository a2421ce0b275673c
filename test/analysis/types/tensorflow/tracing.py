"""Functions that TensorFlow traces."""
import numpy as np
import tensorflow as tf


@tf.function
def same(x):
    return x


@tf.function
def several(x):
    return x, [x, 1], {"a": 2.0}, None, "s"


@tf.function(input_signature=[tf.TensorSpec(shape=(), dtype=tf.int32)])
def doubled(n):
    return n * 2


def constant():
    return 1


state = tf.Variable(1.0)


@tf.function
def update():
    return state.assign_add(1.0)


class Module(tf.Module):
    def __init__(self):
        self.w = tf.Variable(2.0)

    @tf.function
    def __call__(self, x):
        return self.w * x

    @tf.function
    def number(self):
        return 3


module = Module()
of_int = same(1)
of_text = same("a")
of_array = same(np.ones(3))
of_list = same([1, np.ones(2)])
of_dict = same({"a": (1, 2.0)})
of_none = same(None)
of_tensor = same(tf.constant(1))
of_ragged = same(tf.ragged.constant([[1], [2, 3]]))
of_several = several(tf.constant(1))
of_signature = doubled(4)
traced = tf.function(constant)
of_traced = traced()
of_plain = constant()
of_lambda = tf.function(lambda x: (x, 1))(2)
of_variable = update()
of_module = module(1.0)
of_method = module.number()
concrete = same.get_concrete_function(tf.constant(1))


@tf.function
def counts(n):
    total = 0
    for i in tf.range(n):
        total += 1
    return total


@tf.function
def chooses(x):
    if x > 0:
        result = 1
    else:
        result = 2
    return result


@tf.function
def loops(x):
    steps = 0
    while x > 1:
        x = x // 2
        steps += 1
    return steps


of_loop = counts(3)
of_branch = chooses(tf.constant(1))
of_python_branch = chooses(1)
of_while = loops(tf.constant(8))

def returns_early(n):
    if n > 1:
        return 1
    return 2


@tf.function
def counts_and_keeps(n):
    total = 0
    for i in tf.range(n):
        total += 1
    kept_total["value"] = total


@tf.function
def keeps_flag(n):
    flag = False
    if n > 1:
        flag = True
    kept_flag["value"] = (flag, not flag)


@tf.function
def leaves_loop(n):
    steps = 0
    for i in tf.range(n):
        if i > 1:
            break
        steps += 1
    kept_steps["value"] = steps


@tf.function
def converts(n):
    kept_whole["value"] = (int(n), float(n), abs(n))


@tf.function
def chooses_one(n):
    kept_chosen["value"] = 1 if n > 1 else 2


@tf.function
def numbers(n):
    for number in range(n):
        kept_number["value"] = number


@tf.function
def pairs(n):
    pair = (0, 1.0)
    while pair[0] < n:
        pair = (pair[0] + 1, pair[1])
    kept_pair["value"] = pair


@tf.function
def early(n):
    kept_early["value"] = returns_early(n)


three = tf.constant(3)
kept_total = {"value": None}
counts_and_keeps(three)
total = kept_total["value"]
kept_flag = {"value": None}
keeps_flag(three)
flag = kept_flag["value"]
kept_steps = {"value": None}
leaves_loop(three)
steps = kept_steps["value"]
kept_whole = {"value": None}
converts(three)
whole = kept_whole["value"]
kept_chosen = {"value": None}
chooses_one(three)
chosen = kept_chosen["value"]
kept_number = {"value": None}
numbers(three)
number = kept_number["value"]
kept_pair = {"value": None}
pairs(three)
pair = kept_pair["value"]
kept_early = {"value": None}
early(three)
early_value = kept_early["value"]

calls = [1, 2]


@tf.function
def calls_once():
    calls.append(3)
    return 1


one = calls_once()
again = calls_once()
how_often = len(calls)
