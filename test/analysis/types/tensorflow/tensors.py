"""Tensors, ragged and sparse ones, variables, gradients."""
import numpy as np
import tensorflow as tf

a = tf.constant([[1.0, 2.0], [3.0, 4.0]])
v = tf.Variable([1.0, 2.0])
total = tf.reduce_sum(a)
product = a @ tf.ones((2, 2))
row = a[0]
number = total.numpy()
values = a.numpy()
text = tf.constant("a").numpy()
shape = a.shape
first = a.shape[0]
some = a.shape[:1]
kind = a.dtype
assigned = v.assign([2.0, 3.0])
added = v.assign_add([1.0, 1.0])
read = v.numpy()
parts = tf.split(a, 2)
stacked = tf.stack([v, v])
svd = tf.linalg.svd(a)
only_values = tf.linalg.svd(a, compute_uv=False)
eigen = tf.linalg.eigh(a)
moments = tf.nn.moments(a, axes=[0])
sliced = tf.slice(a, [0, 0], [1, 1])
compared = a > 1.0
equal = a == 1.0
negative = -a
grouped = tf.dynamic_partition([1, 2, 3], [0, 1, 0], 2)
element = next(iter(a))
plain = list(a)

r = tf.ragged.constant([[1], [2, 3]])
deep = tf.ragged.constant([[[1], [2]], [[3]]])
flat = tf.ragged.constant([1, 2])
single = tf.ragged.constant(3)
empty = tf.ragged.constant([[]])
uniform = tf.ragged.constant([[1, 2]], ragged_rank=0)
more = r + 1
twice = r * r
opposite = -r
ragged_row = r[0]
deep_row = deep[0]
ragged_rows = r[:1]
listed = r.to_list()
padded = r.to_tensor()
as_sparse = r.to_sparse()
as_array = r.numpy()
ragged_values = r.values
deep_values = deep.values
row_splits = r.row_splits
nested = r.nested_row_splits
lengths = r.row_lengths()
rank = r.ragged_rank
made = tf.RaggedTensor.from_row_splits([1, 2, 3], [0, 1, 3])
ragged_mean = tf.reduce_mean(r, axis=1)
words = tf.strings.split("a b")
many_words = tf.strings.split(["a b", "c"])
encoded = tf.strings.unicode_encode([97, 98], "UTF-8")
mask = tf.ragged.boolean_mask([[1, 2]], [[True, False]])
ragged_range = tf.ragged.range([1, 2])
s = tf.sparse.from_dense([[1, 0], [0, 2]])
indices = s.indices
sparse_slice = tf.sparse.slice(s, [0, 0], [1, 1])
dense = tf.sparse.to_dense(s)
multiplied = tf.sparse.sparse_dense_matmul(s, [[1], [2]])

with tf.GradientTape(persistent=True) as tape:
    y = tf.reduce_sum(v * v)
one = tape.gradient(y, v)
several = tape.gradient(y, [v, v])
pair = tape.gradient(y, (v, v))
named = tape.gradient(y, {"v": v})
jacobian = tape.jacobian(y, v)
watched = tape.watched_variables()

array = tf.TensorArray(tf.float32, size=2)
written = array.unstack([1.0, 2.0])
together = written.stack()
size = written.size()
numpy_like = tf.experimental.numpy.ones(3)
random_like = tf.experimental.numpy.random.randn(2)
python = tf.py_function(lambda: 1.0, [], tf.float32)
python_two = tf.py_function(lambda: (1.0, 2.0), [], [tf.float32, tf.float32])
structure = tf.nest.map_structure(lambda x: x + 1, {"a": 1, "b": [2, 3]})
checked = tf.debugging.assert_equal(1, 1)
gathered = tf.group()
example = tf.train.Example()
serialized = example.SerializeToString()
parsed = tf.train.Example.FromString(b"")
read_bytes = example.ParseFromString(b"")
csv = tf.io.decode_csv(["1,2"], [0, 0])
mapped = tf.map_fn(lambda x: x, tf.constant([1, 2]))
top = tf.math.top_k([1, 2])
different = tf.unique([1, 1])
cast = tf.cast(np.ones(3), tf.float32)
