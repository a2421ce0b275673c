"""TensorFlow on logical devices; the counts are in accelerator.test.ts."""
import tensorflow as tf

assert len(tf.config.list_physical_devices("GPU")) == 1
for gpu in tf.config.list_physical_devices("GPU"):
    tf.config.experimental.set_memory_growth(gpu, True)
x = tf.reshape(tf.range(12, dtype=tf.float32), (4, 3))
with tf.device("/GPU:0"):
    a = tf.identity(x)
    b = tf.constant([[1.0], [2.0], [3.0]])
    c = tf.matmul(a, b)
    d = x + a
assert c.device.endswith("GPU:0") and d.device.endswith("GPU:0") and x.device.endswith("CPU:0")
values = c.numpy()
with tf.device("/CPU:0"):
    e = c + 1.0
assert e.device.endswith("CPU:0")
with tf.device("/device:GPU:0"):
    total = tf.reduce_sum(c)
    if total > 0:
        number = float(total)
with tf.device("/GPU:0"):
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = v * v
    g = tape.gradient(y, v)
print(values.tolist(), number, g.numpy())
