import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

frame = pd.DataFrame({"a": [1.0, 2, 3], "b": [2.0, 3, 1], "g": ["x", "y", "x"]})
column = frame["a"]
line = frame.plot()
bars = frame.plot.bar()
horizontal = frame.plot(kind="barh")
histogram = column.plot.hist()
density = column.plot.kde()
area = frame.plot.area()
scatter = frame.plot.scatter("a", "b")
hexagons = frame.plot.hexbin("a", "b", gridsize=3)
pie = column.plot.pie()
boxes = frame.plot.box()
grid = frame.plot(subplots=True)
grid_of_layout = frame.plot(subplots=True, layout=(1, 2))
one_of_grid = frame.plot(subplots=True)[0]
bar_grid = frame.plot.bar(subplots=True)
column_grid = column.plot(subplots=True)
box_grid = frame.plot.box(subplots=True)
box_grid_by_kind = frame.plot(kind="box", subplots=True)
box_parts = frame.plot.box(return_type="dict")
histograms_by = frame.plot.hist(by="g")
boxes_by = frame.plot.box(by="g")
by_position = frame.plot("a", "b", "line", None, True)
no_by_position = frame.plot("a", "b", "scatter")
groups = frame.plot(subplots=[("a", "b")])
secondary = frame.plot(secondary_y=True)
figure, axes = plt.subplots()
given = column.plot(ax=axes)
titled = frame.plot().set_title("t")
plt.figure()
polar_axes = plt.subplot(projection="polar")
polar = column.plot()
histograms = frame.hist()
histograms_of_groups = frame.hist(by="g")
column_histogram = column.hist()
column_histograms = column.hist(by=frame.g)
column_histogram_of_one = column.hist(by=np.array([1, 1, 1]))
box_plot = frame.boxplot()
box_plots = frame.boxplot(by="g")
box_plot_of_one = frame.boxplot("a", by="g")
matrix = pd.plotting.scatter_matrix(frame[["a", "b"]])
curves = pd.plotting.andrews_curves(frame, "g")
correlations = pd.plotting.autocorrelation_plot(column)
lag = pd.plotting.lag_plot(column)
parallel = pd.plotting.parallel_coordinates(frame, "g")
radial = pd.plotting.radviz(frame, "g")
samples = pd.plotting.bootstrap_plot(column, size=2, samples=3)
horizontal_axis = plt.figure().add_subplot().xaxis
vertical_axis = plt.figure().add_subplot().yaxis
vertical_axis_of_three = plt.figure().add_subplot(projection="3d").yaxis
interactive = plt.ioff()
