"""Arguments of Keras: small models, layers, metrics and what they get."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf
from hypothesis import strategies as st

shapes = st.sampled_from([(2, 3), (1, 3), (4, 3)])
arrays = shapes.map(lambda shape: np.ones(shape, "float32"))
tensors = shapes.map(tf.ones)
symbolic = st.just(None).map(lambda _: keras.Input((3,)))
values = st.one_of(arrays, tensors, st.just([[1.0, 2.0, 3.0]]))
numbers = st.sampled_from([0, 1, 2, 0.5])
probabilities = st.sampled_from([[0.1, 0.9], [0.5, 0.5]])


def compiled() -> keras.Model:
    model = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(2)])
    model.compile("sgd", "mse")
    return model


def functional() -> keras.Model:
    inputs = keras.Input((3,))
    return keras.Model(inputs, [keras.layers.Dense(2)(inputs), keras.layers.Dense(1)(inputs)])


def one_of(*makers):
    return st.sampled_from(makers).map(lambda make: make())


def adapted(layer):
    layer.adapt(["a b", "b"])
    return layer


RECEIVERS = {
    "keras.Model": one_of(compiled, functional),
    "keras.Sequential": one_of(compiled),
    "keras.Layer": one_of(lambda: keras.layers.Dense(2), lambda: keras.layers.Flatten(), lambda: keras.layers.Dropout(0.5)),
    "keras.Loss": one_of(keras.losses.MeanSquaredError, keras.losses.BinaryCrossentropy, lambda: keras.losses.MeanSquaredError(reduction=None)),
    "keras.Metric": one_of(keras.metrics.Mean, keras.metrics.Accuracy, keras.metrics.AUC),
    "keras.Optimizer": one_of(keras.optimizers.SGD, keras.optimizers.Adam),
    "keras.Initializer": one_of(keras.initializers.Zeros, keras.initializers.GlorotUniform),
    "keras.callbacks.Callback": one_of(keras.callbacks.History),
    "keras.utils.Progbar": st.just(None).map(lambda _: keras.utils.Progbar(3, verbose=0)),
    "keras.optimizers.schedules.LearningRateSchedule": st.just(None).map(lambda _: keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)),
    "keras.layers.Normalization": st.just(None).map(lambda _: keras.layers.Normalization()),
    "keras.layers.TextVectorization": st.just(None).map(lambda _: adapted(keras.layers.TextVectorization())),
    "keras.layers.StringLookup": st.just(None).map(lambda _: keras.layers.StringLookup(vocabulary=["a", "b"])),
    "keras.layers.IntegerLookup": st.just(None).map(lambda _: keras.layers.IntegerLookup(vocabulary=[1, 2])),
    "keras.layers.Discretization": st.just(None).map(lambda _: keras.layers.Discretization(bin_boundaries=[0.0, 1.0])),
    **{
        f"keras.metrics.{name}": st.just(name).map(lambda name: getattr(keras.metrics, name)())
        for name in (
            "AUC FalseNegatives FalsePositives Mean Precision Recall R2Score RootMeanSquaredError Sum TrueNegatives TruePositives FBetaScore"
        ).split()
        if hasattr(keras.metrics, name)
    },
    **{
        f"keras.initializers.{name}": st.just(name).map(lambda name: getattr(keras.initializers, name)())
        for name in "Constant Ones Zeros RandomNormal RandomUniform TruncatedNormal VarianceScaling Identity Orthogonal".split()
    },
    "keras.metrics.IoU": st.just(None).map(lambda _: keras.metrics.IoU(2, [0])),
    "keras.metrics.PrecisionAtRecall": st.just(None).map(lambda _: keras.metrics.PrecisionAtRecall(0.5)),
    "keras.metrics.RecallAtPrecision": st.just(None).map(lambda _: keras.metrics.RecallAtPrecision(0.5)),
}

PARAMETERS = {
    "*": st.one_of(values, numbers, st.none()),
    "x": values,
    "y": arrays,
    "inputs": st.one_of(values, symbolic),
    "y_true": st.one_of(probabilities, arrays),
    "y_pred": st.one_of(probabilities, arrays),
    "values": numbers,
    "data": values,
    "shape": st.sampled_from([(2, 2), (3, 3)]),
    "verbose": st.just(0),
    "epochs": st.just(1),
    "batch_size": st.sampled_from([None, 2]),
    "sequences": st.just([[1], [2, 3]]),
    "units": st.integers(1, 3),
    "rate": st.just(0.5),
    "filters": st.integers(1, 3),
    "kernel_size": st.integers(1, 3),
    "step": st.integers(0, 3),
    "index": st.just(0),
    "name": st.none(),
    "dtype": st.none(),
    "model": one_of(compiled, functional),
}

CALLS = {
    "keras.Model.fit": st.just(None).map(lambda _: ([np.ones((2, 3)), np.ones((2, 2))], {"verbose": 0})),
    "keras.Model.evaluate": st.booleans().map(lambda named: ([np.ones((2, 3)), np.ones((2, 2))], {"verbose": 0, "return_dict": named})),
    "keras.Model.predict": arrays.map(lambda x: ([x], {"verbose": 0})),
    "keras.Model.compile": st.just((["sgd", "mse"], {})),
    "keras.Sequential.add": st.just(None).map(lambda _: ([keras.layers.Dense(1)], {})),
    "keras.utils.to_categorical": st.sampled_from([[0, 1], np.array([0, 1]), tf.constant([0, 1])]).map(lambda x: ([x], {})),
    "keras.models.clone_model": one_of(compiled, functional).map(lambda model: ([model], {})),
    "keras.Input": st.sampled_from([(3,), (2, 3), ()]).map(lambda shape: ([shape], {})),
}

#: They fetch weights, and make models of millions of numbers.
SKIP = {f"keras.applications.{name}" for name in dir(keras.applications)}
