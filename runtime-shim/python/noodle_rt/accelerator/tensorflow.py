"""Virtual devices in TensorFlow: logical devices of the CPU that the program knows as `GPU:0` and on.

TensorFlow has no operator that refuses operands of two devices; it copies. What eager operators copy is counted. What happens inside of
a `tf.function` is arranged by the runtime when it partitions the graph, and is not shown to Python.
"""
import functools
import re

import tensorflow as tf
from tensorflow.python.eager import context
from tensorflow.python.framework import constant_op, op_callbacks, ops

from noodle_rt.accelerator.ledger import D2D, D2H, H2D

# Methods by which the host reads values, with the names of the waits.
READERS = {
    "numpy": "numpy", "__array__": "numpy", "__bool__": "bool", "__float__": "float", "__int__": "int", "__index__": "index",
    "__format__": "print", "__str__": "print", "__repr__": "print",
}
DEVICE = re.compile(r"(?i)(device:)?(gpu|cpu):(\d+|\*)")


def install(ledger, devices=1):
    """Has to run before the program uses TensorFlow's runtime: the set of devices is fixed then."""
    host = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(host, [tf.config.LogicalDeviceConfiguration() for _ in range(devices + 1)])
    _names(devices)
    _reads(ledger)
    _copies(ledger)


def inner(name):
    """The logical device that stands for a device of the program."""
    return DEVICE.sub(lambda found: f"device:CPU:{int(found[3]) + 1}" if found[2].lower() == "gpu" and found[3] != "*" else found[0], name)


def outer(name):
    """The device of the program that a logical device stands for."""
    index = index_of(name)
    return DEVICE.sub(f"device:GPU:{index}", name) if index >= 0 else name


def index_of(name):
    """Index of the virtual device; -1 is the host."""
    found = DEVICE.search(name or "")
    return int(found[3]) - 1 if found and found[2].lower() == "cpu" else -1


def _names(devices):
    plain_device = tf.device

    @functools.wraps(plain_device)
    def device(device_name):
        return plain_device(inner(device_name) if isinstance(device_name, str) else device_name)

    tf.device = device
    plain_physical, plain_logical = tf.config.list_physical_devices, tf.config.list_logical_devices
    virtual = [tf.config.PhysicalDevice(f"/physical_device:GPU:{index}", "GPU") for index in range(devices)]

    def physical(device_type=None):
        return plain_physical(device_type) + (virtual if device_type in (None, "GPU") else [])

    def logical(device_type=None):
        shown = [
            tf.config.LogicalDevice(outer(found.name), "GPU") if index_of(found.name) >= 0 else found for found in plain_logical("CPU")
        ]
        return [found for found in shown if device_type in (None, found.device_type)]

    growth = tf.config.experimental.set_memory_growth
    tf.config.list_physical_devices = tf.config.experimental.list_physical_devices = physical
    tf.config.list_logical_devices = tf.config.experimental.list_logical_devices = logical
    tf.config.experimental.set_memory_growth = lambda device, enable: None if device in virtual else growth(device, enable)
    tf.test.is_gpu_available = lambda *args, **kwargs: True
    tf.test.gpu_device_name = lambda: "/device:GPU:0"


def _reads(ledger):
    base = ops._EagerTensorBase
    plain_name = ops.EagerTensor.device.__get__
    plain_backing = ops.EagerTensor.backing_device.__get__

    def read(plain, label):
        @functools.wraps(plain)
        def method(self, *args, **kwargs):
            if index_of(plain_name(self)) < 0 or self.dtype in (tf.resource, tf.variant):
                return plain(self, *args, **kwargs)
            if label == "numpy":
                ledger.copy(D2H, _bytes(self), "numpy")
            else:
                ledger.wait(label)
            with ledger.quiet():
                return plain(self, *args, **kwargs)

        return method

    for name, label in READERS.items():
        setattr(base, name, read(getattr(base, name), label))
    ops.EagerTensor.device = property(lambda self: outer(plain_name(self)))
    ops.EagerTensor.backing_device = property(lambda self: outer(plain_backing(self)))


def _copies(ledger):
    base = ops._EagerTensorBase
    plain_copy, plain_constant = base._copy_nograd, constant_op.convert_to_eager_tensor

    @functools.wraps(plain_copy)
    def copy(self, ctx=None, device_name=None):
        result = plain_copy(self, ctx, inner(device_name) if device_name else device_name)
        count(_virtual(self), _virtual(result), result, "copy")
        return result

    @functools.wraps(plain_constant)
    def constant(value, ctx, dtype=None):
        result = plain_constant(value, ctx, dtype)
        if not isinstance(value, ops._EagerTensorBase):
            count(-1, _virtual(result), result, "constant")
        return result

    def count(source, target, tensor, how):
        if source != target:
            ledger.copy(H2D if source < 0 else D2H if target < 0 else D2D, _bytes(tensor), how)

    def operator(op_type, inputs, attributes, outputs, op_name=None, graph=None):
        if graph is not None or not context.executing_eagerly():
            return None
        results = [output for output in outputs if isinstance(output, ops._EagerTensorBase)]
        if not results:
            return None
        target = _virtual(results[0])
        for operand in inputs:
            if isinstance(operand, ops._EagerTensorBase) and operand.dtype not in (tf.resource, tf.variant):
                count(_virtual(operand), target, operand, op_type)
        return None

    base._copy_nograd = copy
    constant_op.convert_to_eager_tensor = constant
    op_callbacks.add_op_callback(operator)


def _virtual(tensor):
    found = DEVICE.search(tensor.device or "")
    return int(found[3]) if found and found[2].lower() == "gpu" else -1


def _bytes(tensor):
    return int(tensor.shape.num_elements()) * tensor.dtype.size
