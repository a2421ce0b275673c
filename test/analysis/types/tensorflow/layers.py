"""Layers, models, losses, metrics and optimizers of Keras."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

x = np.ones((2, 3), "float32")
dense = layers.Dense(4)
called = dense(x)
on_tensor = dense(tf.constant(x))
inputs = keras.Input((3,))
hidden = dense(inputs)
more = hidden + 1
part = hidden[:, :2]
normalized = layers.BatchNormalization()(x)
flat = layers.Flatten()(tf.ones((2, 3, 4)))
joined = layers.Concatenate()([x, x])
lstm = layers.LSTM(2)
series = lstm(tf.ones((1, 2, 3)))
with_state = layers.LSTM(2, return_state=True)(tf.ones((1, 2, 3)))
model = keras.Model(inputs, hidden)
of_model = model(x)
two = keras.Model(inputs, [hidden, hidden])
of_two = two(x)
by_name = keras.Model(inputs, {"a": hidden})
of_name = by_name(x)
sequential = keras.Sequential([keras.layers.Input((3,)), layers.Dense(1)])
of_sequential = sequential(x)
compiled = sequential.compile("sgd", "mse")
history = sequential.fit(x, np.ones(2), verbose=0)
losses = history.history
evaluated = sequential.evaluate(x, np.ones(2), verbose=0)
predicted = sequential.predict(x, verbose=0)
predicted_two = two.predict(x, verbose=0)
on_batch = sequential.predict_on_batch(x)
variables = sequential.trainable_variables
weights = sequential.get_weights()
count = sequential.count_params()
layer = sequential.get_layer(index=0)
loss = keras.losses.MeanSquaredError()
loss_value = loss(np.ones((2, 1)), sequential(x))
loss_function = keras.losses.binary_crossentropy(np.ones((2, 1)), np.zeros((2, 1)))
metric = keras.metrics.Mean()
updated = metric.update_state(1.0)
result = metric.result()
reset = metric.reset_state()
accuracy = keras.metrics.SparseCategoricalAccuracy()
of_accuracy = accuracy.update_state([1], [[0.1, 0.9]])
optimizer = keras.optimizers.SGD(0.1)
with tf.GradientTape() as tape:
    value = tf.reduce_mean(sequential(x))
gradients = tape.gradient(value, sequential.trainable_variables)
applied = optimizer.apply_gradients(zip(gradients, sequential.trainable_variables))
schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
rate = schedule(1)
categories = keras.utils.to_categorical([0, 1])
padded = keras.utils.pad_sequences([[1], [1, 2]])
initial = keras.initializers.Zeros()((2,))
preprocessed = keras.applications.mobilenet_v2.preprocess_input(np.ones((1, 2, 2, 3)))
cleared = keras.backend.clear_session()
old_dense = tf.compat.v1.keras.layers.Dense(2)
vectorize = layers.TextVectorization()
adapted = vectorize.adapt(["a b", "b"])
vocabulary = vectorize.get_vocabulary()
lookup = layers.StringLookup(vocabulary=["a"])
looked_up = lookup(tf.constant(["a"]))


class Scaled(layers.Layer):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def call(self, inputs):
        return inputs * self.factor


scaled = Scaled(2.0)
of_scaled = scaled(tf.ones((2, 2)))
of_symbolic = scaled(inputs)
