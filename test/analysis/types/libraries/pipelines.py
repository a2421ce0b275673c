import warnings

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import spectral_clustering
from sklearn.compose import make_column_selector
from sklearn.datasets import load_iris, load_sample_image, load_sample_images
from sklearn.feature_extraction.image import img_to_graph
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.inspection import partial_dependence, permutation_importance
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import confusion_matrix, f1_score, get_scorer, make_scorer, r2_score
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, StandardScaler
from sklearn.svm import SVC
from sklearn.utils.metadata_routing import MethodMapping

warnings.simplefilter("ignore")
X, y = load_iris(return_X_y=True)
pipe = make_pipeline(StandardScaler(), MinMaxScaler(), StandardScaler(), SVC())
fitted = pipe.fit(X, y)
first = pipe[0]
last = pipe[-1]
named = pipe["standardscaler-2"]
same = pipe.named_steps["svc"]
same_too = pipe.named_steps.minmaxscaler
before = pipe[:-1]
between = pipe[1:3]
one_of_part = before[1]
transformed = before.transform(X)
steps = pipe.steps
step = pipe.steps[0]
step_name = pipe.steps[-1][0]
step_value = pipe.steps[-1][1]
support = pipe[-1].support_vectors_
predicted = pipe.predict(X)
score = pipe.score(X, y)
parts = [("scale", StandardScaler()), ("model", LogisticRegression(max_iter=200))]
assembled = Pipeline(parts)
parts[1] = ("model", SVC())
model = assembled["model"]
model_in_list = assembled.steps[1][1]
changed = Pipeline([("scale", StandardScaler()), ("model", Ridge())])
changed.steps[1] = ("model", SVC())
changed_model = changed[-1]
changed_fit = changed.fit(X, y)
changed_prediction = changed.predict(X)
changed.set_params(model=LogisticRegression(max_iter=200))
set_model = changed[-1]
cached = Pipeline([("scale", StandardScaler()), ("model", SVC())], memory=None)
cached_first = cached[0]
grid = GridSearchCV(make_pipeline(StandardScaler(), SVC()), {"svc__C": [1, 2]}, cv=3).fit(X, y)
best = grid.best_estimator_
grid_prediction = grid.predict(X)
copied = clone(pipe)
copied_prediction = copied.fit(X, y).predict(X)


class Doubler(TransformerMixin, BaseEstimator):
    def __init__(self, by=2):
        self.by = by

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return X * self.by


doubler = clone(Doubler(3))
doubled = Doubler(3).transform(X)
own_pipe = make_pipeline(Doubler(), SVC())
own_first = own_pipe[0]
own_named = own_pipe.named_steps["doubler"]
logarithm = FunctionTransformer(np.log1p).transform(X)
chosen = FunctionTransformer(lambda data: data[:, 0]).fit_transform(X)
unchanged = FunctionTransformer().fit_transform(X)
shifted = FunctionTransformer(lambda data, by: data + by, kw_args={"by": 1.5}).transform(X)
inverse = FunctionTransformer(np.log, inverse_func=np.exp).inverse_transform(X)
scorer = make_scorer(r2_score)
scorer_value = scorer(pipe, X, y)
average_scorer = make_scorer(f1_score, average=None)(pipe, X, y)
matrix_scorer = make_scorer(confusion_matrix)(pipe, X, y)
by_name = get_scorer("accuracy")
by_name_value = by_name(pipe, X, y)
process = GaussianProcessRegressor().fit(X, y)
likelihood = process.log_marginal_likelihood()
likelihood_at = process.log_marginal_likelihood(process.kernel_.theta)
gradient = process.log_marginal_likelihood(process.kernel_.theta, eval_gradient=True)
importances = permutation_importance(pipe, X, y, n_repeats=2, random_state=0)
importance_mean = importances.importances_mean
importance_order = importances.importances_mean.argsort()
importance_all = importances["importances"]
many_importances = permutation_importance(pipe, X, y, n_repeats=2, scoring=["accuracy", "f1_macro"])
partial = partial_dependence(process, X, [0], grid_resolution=5)
partial_average = partial.average
partial_grid = partial["grid_values"]
partial_each = partial_dependence(process, X, [0], kind="both", grid_resolution=5)["individual"]
selected = make_column_selector(dtype_include=float)(pd.DataFrame({"a": [1.5], 1: [1]}))
images = load_sample_images()
image = images.images[0]
flower = load_sample_image("flower.jpg")
graph = img_to_graph(np.ones((4, 4)))
clusters = spectral_clustering(img_to_graph(np.random.rand(6, 6)), n_clusters=2)
calibrated = CalibratedClassifierCV().fit(X, y).calibrated_classifiers_
calibrated_one = calibrated[0].predict_proba(X)
mapping = MethodMapping().add(caller="fit", callee="fit")
from sklearn.model_selection import cross_validate

folds = cross_validate(SVC(), X, y, cv=3)
fold_scores = folds["test_score"]
fold_parts = cross_validate(SVC(), X, y, cv=3, return_estimator=True)
names_out = make_pipeline(StandardScaler(), MinMaxScaler()).fit(X).get_feature_names_out()
