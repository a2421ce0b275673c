"""Graphs, sessions, strategies, files."""
import os
import tempfile
import tensorflow as tf

folder = tempfile.mkdtemp()
graph = tf.Graph()
default = graph.as_default()
with graph.as_default() as current:
    held = current
    p = tf.compat.v1.placeholder(tf.float32, [])
    v = tf.compat.v1.get_variable("v", shape=[])
    start = tf.compat.v1.global_variables_initializer()
    total = p + v
    with tf.compat.v1.Session() as session:
        started = session.run(start)
        value = session.run(total, {p: 1.0})
        values = session.run([total, p], {p: 1.0})
        by_name = session.run({"total": total}, {p: 1.0})
initializer = start
run_value = value
run_values = values
run_dict = by_name
run_none = started
operations = graph.get_operations()
placeholder = graph.get_tensor_by_name("Placeholder:0")
strategy = tf.distribute.get_strategy()
scope = strategy.scope()
replicas = strategy.num_replicas_in_sync
device = tf.device("/cpu:0")
control = tf.control_dependencies([])
checkpoint = tf.train.Checkpoint(v=tf.Variable(1.0))
saved = checkpoint.save(os.path.join(folder, "ck"))
latest = tf.train.latest_checkpoint(folder)
listed = tf.train.list_variables(folder)
manager = tf.train.CheckpointManager(checkpoint, folder, 3)
kept = manager.save()
writer = tf.io.TFRecordWriter(os.path.join(folder, "records"))
written = writer.write(b"a")
closed = writer.close()
file = tf.io.gfile.GFile(os.path.join(folder, "text"), "w")
stored = file.write("a")
shut = file.close()
content = tf.io.gfile.GFile(os.path.join(folder, "text")).read()
logger = tf.get_logger()
generator = tf.random.get_global_generator()
summary = tf.summary.create_file_writer(folder)
as_default = summary.as_default()
