"""Types of the program that take part in the dispatch, and tensors that behave as arrays do."""
import tensorflow as tf


class Pair(tf.experimental.ExtensionType):
    first: tf.Tensor
    second: float = 1.0


made_pair = Pair(1.0)
first_of_pair = made_pair.first
total = tf.reduce_sum(tf.constant([1.0, 2.0]))
tf.experimental.numpy.experimental_enable_numpy_behavior(dtype_conversion_mode="all")
weak = tf.constant(5)
negative = -weak
added = weak + 1
absolute = tf.math.abs([100.0, 4.0])
as_array = tf.experimental.numpy.array(1)
