"""Arguments of TensorFlow's functions: small tensors of several dtypes and kinds, and what they are made of."""

from __future__ import annotations

import numpy as np
import tensorflow as tf
from hypothesis import strategies as st

shapes = st.shared(st.sampled_from([(3,), (2, 3), (3, 3), (1,), (0,), (), (2, 2), (1, 3), (2, 2, 2)]), key="shape")
dtypes = st.sampled_from([tf.float32] * 4 + [tf.float64, tf.int64, tf.int32, tf.bool, tf.uint8])
special = st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 3.0, float("nan"), float("inf"), -2.5])


@st.composite
def arrays(draw, dtype=dtypes, shape=shapes):
    kind, wanted = draw(dtype), draw(shape)
    count = int(np.prod(wanted))
    elements = special if kind.is_floating else st.booleans() if kind is tf.bool else st.integers(0, 5)
    return np.array(draw(st.lists(elements, min_size=count, max_size=count)), dtype=kind.as_numpy_dtype).reshape(wanted)


plain = arrays().map(tf.constant)
floats = arrays(st.just(tf.float32)).map(tf.constant)
integers = arrays(st.just(tf.int32)).map(tf.constant)
square = arrays(st.just(tf.float32), st.sampled_from([(2, 2), (3, 3)])).map(tf.constant)
images = st.sampled_from([(4, 4, 3), (1, 4, 4, 3), (4, 4, 1)]).map(lambda shape: tf.ones(shape) / 2)
signals = st.sampled_from([(8,), (2, 8)]).map(tf.ones)
variables = arrays(st.just(tf.float32)).map(tf.Variable)
texts = st.sampled_from(["", "a b", ["a", "b c"], [["x"], ["y z"]]]).map(tf.constant)
ragged = st.sampled_from([[[1], [2, 3]], [[], [1]], [[1.5, 2.0], []]]).map(tf.ragged.constant)
deep = st.just([[[1], [2, 3]], [[]]]).map(tf.ragged.constant)
sparse = st.sampled_from([[[1, 0], [0, 2]], [[0, 0], [0, 0]], [[1.0, 0.0, 3.0]]]).map(lambda rows: tf.sparse.from_dense(rows))
numbers = st.one_of(st.integers(-3, 3), st.sampled_from([0.5, -1.5, 0.0, float("nan")]), st.booleans())
lists = st.sampled_from([[1.0, 2.0], [1, 2, 3], [[1, 2], [3, 4]], (1.0,), []])
tensors = st.one_of(floats, floats, plain, arrays(), variables, numbers, lists, ragged, sparse)
sizes = st.sampled_from([(2, 3), (3,), (), (1, 4), (0, 2), [2, 2]])
axes = st.one_of(st.none(), st.integers(-2, 1))
functions = st.sampled_from([lambda *values: values[0], lambda *values: values, lambda *values: {"a": values[0], "n": 1}])
datasets = st.sampled_from(
    [
        lambda: tf.data.Dataset.range(4),
        lambda: tf.data.Dataset.from_tensor_slices([1.0, 2.0]),
        lambda: tf.data.Dataset.from_tensor_slices(([1, 2], [3.0, 4.0])),
        lambda: tf.data.Dataset.from_tensor_slices({"a": [1, 2], "b": ["x", "y"]}),
        lambda: tf.data.Dataset.from_tensor_slices(tf.ragged.constant([[1], [2, 3]])),
        lambda: tf.data.Dataset.from_tensors((1, None)),
        lambda: tf.data.Dataset.range(4).window(2),
    ]
).map(lambda make: make())


def graph():
    made = tf.Graph()
    with made.as_default():
        tf.constant(1)
    return made


RECEIVERS = {
    "tensorflow.Tensor": st.one_of(plain, floats, texts),
    "tensorflow.Variable": variables,
    "tensorflow.RaggedTensor": st.one_of(ragged, deep),
    "tensorflow.SparseTensor": sparse,
    "tensorflow.TensorShape": st.sampled_from([[1, 2], [], [None, 3], None]).map(tf.TensorShape),
    "tensorflow.data.Dataset": datasets,
    "tensorflow.TensorArray": st.just(None).map(lambda _: tf.TensorArray(tf.float32, 2, dynamic_size=True, clear_after_read=False).unstack([1.0, 2.0])),
    "tensorflow.GradientTape": st.just(None).map(lambda _: tf.GradientTape(persistent=True)),
    "tensorflow.Graph": st.just(None).map(lambda _: graph()),
    "tensorflow.random.Generator": st.integers(0, 3).map(tf.random.Generator.from_seed),
    "tensorflow.train.Example": st.just(None).map(lambda _: tf.train.Example()),
    "tensorflow.train.Feature": st.just(None).map(lambda _: tf.train.Feature()),
    "tensorflow.train.Features": st.just(None).map(lambda _: tf.train.Features()),
    "tensorflow.train.SequenceExample": st.just(None).map(lambda _: tf.train.SequenceExample()),
    "tensorflow.distribute.Strategy": st.just(None).map(lambda _: tf.distribute.get_strategy()),
    "tensorflow.Module": st.just(None).map(lambda _: tf.Module()),
}

_TENSORS = "x y a b input inputs tensor input_tensor value values logits labels image images predictions condition t params data features".split()

PARAMETERS = {
    "*": st.one_of(tensors, numbers, sizes, st.none()),
    **{name: tensors for name in _TENSORS},
    "image": images,
    "images": images,
    "signals": signals,
    "signal": signals,
    "matrix": square,
    "tensors": st.lists(floats, min_size=1, max_size=3),
    "inputs": st.one_of(st.lists(floats, min_size=1, max_size=3), floats),
    "pylist": st.sampled_from([[[1], [2, 3]], [1, 2], 3, [[]], [[[1]], [[2], [3]]], [], ["a"], [["a"], []]]),
    "axis": axes,
    "dim": axes,
    "dims": sizes,
    "shape": sizes,
    "size": st.sampled_from([(2, 2), (3, 3)]),
    "dtype": st.one_of(st.none(), dtypes),
    "name": st.none(),
    "keepdims": st.booleans(),
    "perm": st.sampled_from([None, [0], [1, 0]]),
    "indices": st.sampled_from([[0], [0, 1], [[0]], [[0], [1]]]),
    "begin": st.sampled_from([[0], [0, 0]]),
    "num": st.none(),
    "depth": st.integers(1, 3),
    "map_func": functions,
    "predicate": st.just(lambda *values: True),
    "transformation_func": st.just(lambda dataset: dataset),
    "reduce_func": st.just(lambda state, *values: state),
    "initial_state": st.sampled_from([0, (0, 1.0), {"n": 0}]),
    "batch_size": st.integers(1, 2),
    "buffer_size": st.integers(1, 2),
    "count": st.sampled_from([None, 1, 2]),
    "num_parallel_calls": st.none(),
    "dataset": datasets,
    "datasets": st.one_of(st.tuples(datasets, datasets), st.none()),
    "seed": st.one_of(st.none(), st.integers(0, 3)),
    "minval": st.just(0),
    "maxval": st.just(3),
    "target": floats,
    "sources": st.sampled_from([1, 2]).flatmap(lambda count: st.lists(variables, min_size=count, max_size=count)),
    "input_encoding": st.just("UTF-8"),
    "output_encoding": st.just("UTF-8"),
    "fn": functions,
    "record_defaults": st.sampled_from([[0], [0, 0.0]]),
    "records": st.sampled_from(["1", ["1,2"], "1,2"]),
    "serialized": st.sampled_from([b"", [b""]]),
    "axes": st.sampled_from([[0], 0, [0, 1]]),
}

CALLS = {
    "tensorflow.data.Dataset.zip": st.one_of(
        st.tuples(datasets, datasets).map(lambda pair: ([pair], {})),
        st.tuples(datasets, datasets).map(lambda pair: ([{"a": pair[0], "b": pair[1]}], {})),
        datasets.map(lambda one: ([one, one], {})),
    ),
    "tensorflow.data.Dataset.from_tensors": st.one_of(tensors, st.tuples(tensors, tensors), st.just((1, None))).map(lambda value: ([value], {})),
    "tensorflow.data.Dataset.from_tensor_slices": st.one_of(
        lists, st.just(([1, 2], {"a": [3, 4]})), ragged, deep, sparse, st.just(tf.ones((2, 2)))
    ).map(lambda value: ([value], {})),
    "tensorflow.data.Dataset.flat_map": st.just(([lambda *values: tf.data.Dataset.from_tensors(values)], {})),
    "tensorflow.data.Dataset.interleave": st.just(([lambda *values: tf.data.Dataset.from_tensors(values[0])], {})),
    "tensorflow.nest.map_structure": st.sampled_from([[1, 2], {"a": (1, 2.0)}, 3, (), None]).map(lambda value: ([lambda one: one, value], {})),
    "tensorflow.RaggedTensor.from_row_splits": st.just(([[1, 2, 3], [0, 1, 3]], {})),
    "tensorflow.RaggedTensor.from_row_lengths": st.just(([[1, 2, 3], [1, 2]], {})),
    "tensorflow.RaggedTensor.from_row_starts": st.just(([[1, 2, 3], [0, 1]], {})),
    "tensorflow.RaggedTensor.from_row_limits": st.just(([[1, 2, 3], [1, 3]], {})),
    "tensorflow.RaggedTensor.from_value_rowids": st.just(([[1, 2, 3], [0, 0, 1]], {})),
    "tensorflow.RaggedTensor.from_tensor": square.map(lambda value: ([value], {})),
    "tensorflow.RaggedTensor.from_sparse": sparse.map(lambda value: ([value], {})),
    "tensorflow.sparse.slice": sparse.map(lambda value: ([value, [0, 0], [1, 1]], {})),
    "tensorflow.sparse.from_dense": square.map(lambda value: ([value], {})),
    "tensorflow.sparse.to_dense": sparse.map(lambda value: ([value], {})),
    "tensorflow.sparse.reorder": sparse.map(lambda value: ([value], {})),
    "tensorflow.sparse.concat": sparse.map(lambda value: ([0, [value, value]], {})),
    "tensorflow.sparse.sparse_dense_matmul": st.just(None).map(lambda _: ([tf.sparse.from_dense([[1.0, 0.0]]), tf.ones((2, 2))], {})),
    "tensorflow.strings.split": st.one_of(texts, st.sampled_from(["a b", ["a b"]])).map(lambda value: ([value], {})),
    "tensorflow.strings.unicode_decode": st.sampled_from(["a", ["a", "bc"]]).map(lambda value: ([value, "UTF-8"], {})),
    "tensorflow.strings.unicode_split": st.sampled_from(["a", ["a", "bc"]]).map(lambda value: ([value, "UTF-8"], {})),
    "tensorflow.strings.unicode_encode": st.sampled_from([[97, 98], [[97], [98]]]).map(lambda value: ([value, "UTF-8"], {})),
    "tensorflow.strings.ngrams": st.just((["a", "b"],)).map(lambda value: ([value[0], 2], {})),
    "tensorflow.linalg.svd": st.tuples(square, st.booleans()).map(lambda given: ([given[0]], {"compute_uv": given[1]})),
}

#: Methods that only eager tensors have: not members of the public class, but known to the rules for attributes.
_EAGER = {"tensorflow.Tensor.numpy", "tensorflow.Variable.numpy"}

#: They change how all of TensorFlow works, and cannot be undone.
SKIP = {
    "tensorflow.experimental.numpy.experimental_enable_numpy_behavior",
    "tensorflow.config.run_functions_eagerly",
    "tensorflow.config.set_visible_devices",
    "tensorflow.config.set_logical_device_configuration",
    "tensorflow.config.experimental.set_memory_growth",
    "tensorflow.config.experimental.enable_op_determinism",
    "tensorflow.debugging.enable_check_numerics",
    "tensorflow.config.experimental_connect_to_cluster",
    "tensorflow.config.experimental_connect_to_host",
    "tensorflow.compat.v1.disable_eager_execution",
    "tensorflow.compat.v1.disable_v2_behavior",
    "tensorflow.compat.v1.enable_v2_behavior",
    "tensorflow.compat.v1.disable_tensor_equality",
    "tensorflow.compat.v1.disable_resource_variables",
    "tensorflow.compat.v1.disable_control_flow_v2",
    "tensorflow.compat.v1.reset_default_graph",
    "tensorflow.experimental.dtensor.create_mesh",
    *_EAGER,
}
