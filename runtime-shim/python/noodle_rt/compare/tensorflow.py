"""TensorFlow and Keras: tensors, variables, ragged and sparse tensors, models by their layers and weights."""
import sys

from noodle_rt.compare.arrays import elements
from noodle_rt.compare.builtin import plain
from noodle_rt.compare.names import class_name
from noodle_rt.compare.objects import attribute_nodes, whole


def device(value):
    """`CPU:0` for `/job:localhost/replica:0/task:0/device:CPU:0`."""
    name = value.device
    return name.rpartition("device:")[2] if type(name) is str else None


@whole
def a_tensor(imager, value, path):
    imager.remember(value, path)
    facts = {"dtype": value.dtype.name, "shape": shape_of(value)}
    if not hasattr(value, "numpy"):
        return {"type": class_name(type(value)), "is": facts, "opaque": "it is a tensor of a graph"}
    return {"type": "tensorflow.Tensor", "is": {**facts, "device": device(value)}, "has": {"": array(imager, value.numpy(), path)}}


def shape_of(value):
    return None if value.shape.rank is None else value.shape.as_list()


def array(imager, value, path):
    """The elements of a copy that TensorFlow has made: nobody sees where it lies."""
    np = sys.modules["numpy"]
    imager.keep.append(value)
    return {"type": "elements", **elements(imager, np.asarray(value), path)}


@whole
def a_variable(imager, value, path):
    imager.remember(value, path)
    facts = {"dtype": value.dtype.name, "shape": shape_of(value), "name": value.name, "trainable": value.trainable, "device": device(value)}
    return {"type": class_name(type(value)), "is": facts, "has": {"": array(imager, value.numpy(), path)}}


@whole
def a_ragged_tensor(imager, value, path):
    imager.remember(value, path)
    has = {f".{name}": imager.node(getattr(value, name), f"{path}.{name}") for name in ("values", "row_splits")}
    return {"type": class_name(type(value)), "is": {"dtype": value.dtype.name, "shape": shape_of(value)}, "has": has}


@whole
def a_sparse_tensor(imager, value, path):
    imager.remember(value, path)
    has = {f".{name}": imager.node(getattr(value, name), f"{path}.{name}") for name in ("indices", "values", "dense_shape")}
    return {"type": class_name(type(value)), "is": {"dtype": value.dtype.name}, "has": has}


@whole
def by_name(imager, value, path):
    return {"type": class_name(type(value)), "is": {"name": getattr(value, "name", None) or str(value)}}


@whole
def a_shape(imager, value, path):
    return {"type": class_name(type(value)), "is": {"dims": None if value.rank is None else value.as_list()}}


@whole
def a_keras_variable(imager, value, path):
    imager.remember(value, path)
    facts = {"dtype": plain(value.dtype), "shape": list(value.shape), "name": value.name, "trainable": value.trainable}
    return {"type": class_name(type(value)), "is": facts, "has": {"": array(imager, value.numpy(), path)}}


@whole
def a_layer(imager, value, path):
    """A layer or model: its configuration and the weights, by their order."""
    imager.remember(value, path)
    has = {}
    try:
        has[".get_config()"] = imager.node(value.get_config(), path + ".get_config()")
    except Exception:
        pass
    for at, weight in enumerate(value.weights):
        has[f".weights[{at}]"] = imager.node(weight, f"{path}.weights[{at}]")
    return {"type": class_name(type(value)), "is": {"name": value.name, "trainable": value.trainable, "built": value.built}, "has": has}


@whole
def an_optimizer(imager, value, path):
    imager.remember(value, path)
    variables = value.variables() if callable(value.variables) else value.variables
    has = {f".variables[{at}]": imager.node(item, f"{path}.variables[{at}]") for at, item in enumerate(variables)}
    return {"type": class_name(type(value)), "has": has}


def a_history(imager, value, path):
    imager.remember(value, path)
    has = {f".{name}": imager.node(getattr(value, name), f"{path}.{name}") for name in ("history", "epoch", "params") if hasattr(value, name)}
    return {"type": class_name(type(value)), "has": has}


def an_object(imager, value, path):
    imager.remember(value, path)
    without = ("_self_setattr_tracking", "_self_unconditional_checkpoint_dependencies", "_self_unconditional_dependency_names",
               "_self_update_uid", "_unconditional_checkpoint_dependencies", "_unconditional_dependency_names", "_update_uid")
    return {"type": class_name(type(value)), "has": attribute_nodes(imager, value, path, without)}


HANDLERS = {
    "tensorflow.Tensor": a_tensor,
    "tensorflow.BaseResourceVariable": a_variable,
    "tensorflow.RaggedTensor": a_ragged_tensor,
    "tensorflow.SparseTensor": a_sparse_tensor,
    "tensorflow.DType": by_name,
    "tensorflow.TensorShape": a_shape,
    "keras.Variable": a_keras_variable,
    "keras.KerasVariable": a_keras_variable,
    "keras.Layer": a_layer,
    "keras.BaseOptimizer": an_optimizer,
    "keras.Optimizer": an_optimizer,
    "keras.History": whole(a_history),
    "tensorflow.AutoTrackable": whole(an_object),
}
