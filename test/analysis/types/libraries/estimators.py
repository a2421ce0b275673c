from sklearn.datasets import load_iris, make_blobs, fetch_openml
from sklearn.model_selection import train_test_split, GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline, Pipeline
from sklearn.preprocessing import StandardScaler, OneHotEncoder
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC
from sklearn import metrics
import numpy as np
iris = load_iris()
X, y = iris.data, iris.target
names = iris["feature_names"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=0)
scaler = StandardScaler().fit(X_train)
Z = scaler.transform(X_test)
clf = LogisticRegression(max_iter=200)
clf.fit(X_train, y_train)
pred = clf.predict(X_test)
p = clf.predict_proba(X_test)
acc = metrics.accuracy_score(y_test, pred)
mse = metrics.mean_squared_error(y_test, pred)
f1 = metrics.f1_score(y_test, pred, average="macro")
f1s = metrics.f1_score(y_test, pred, average=None)
rep = metrics.classification_report(y_test, pred)
pipe = make_pipeline(StandardScaler(), SVC())
pipe.fit(X_train, y_train)
pp = pipe.predict(X_test)
g = GridSearchCV(pipe, {"svc__C": [1, 2]})
g.fit(X_train, y_train)
gp = g.predict(X_test)
best = g.best_estimator_
gs = g.score(X_test, y_test)
bp = g.best_params_
scores = cross_val_score(clf, X, y, cv=3)
c = clf.coef_
i = clf.intercept_
A, b = make_blobs(n_samples=50, centers=3, random_state=0)
A2, b2 = load_iris(return_X_y=True, as_frame=True)
m = scaler.mean_
from sklearn.cluster import DBSCAN, KMeans
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_diabetes, make_classification, make_moons, make_regression
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier, RandomForestRegressor, VotingClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Lasso, LinearRegression, Ridge
from sklearn.manifold import TSNE
from sklearn.metrics import confusion_matrix, r2_score, roc_auc_score, roc_curve, silhouette_score
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict, cross_validate
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import LabelEncoder, MinMaxScaler, PolynomialFeatures
from sklearn.tree import DecisionTreeClassifier

diabetes = load_diabetes(as_frame=True)
frame = diabetes.frame
features = diabetes.data
target = diabetes.target
d_train, d_test, t_train, t_test = train_test_split(features, target)
linear = LinearRegression().fit(d_train, t_train)
predicted = linear.predict(d_test)
r2 = r2_score(t_test, predicted)
slope = linear.coef_
offset = linear.intercept_
fit_score = linear.score(d_test, t_test)
lasso = Lasso(alpha=0.1).fit(d_train, t_train).coef_
forest = RandomForestClassifier(n_estimators=5, random_state=0)
forest_fit = forest.fit(X_train, y_train)
importances = forest.feature_importances_
probabilities = forest.predict_proba(X_test)
trees = forest.estimators_
matrix = confusion_matrix(y_test, forest.predict(X_test))
kmeans = KMeans(n_clusters=3, n_init=2, random_state=0)
labels = kmeans.fit_predict(X)
centers = kmeans.cluster_centers_
inertia = kmeans.inertia_
silhouette = silhouette_score(X, labels)
pca = PCA(n_components=2)
reduced = pca.fit_transform(X)
ratio = pca.explained_variance_ratio_
scaled = MinMaxScaler().fit_transform(X)
poly = PolynomialFeatures(2).fit_transform(X)
filled = SimpleImputer().fit_transform(X)
encoder = LabelEncoder()
encoded = encoder.fit_transform(["a", "b", "a"])
classes = encoder.classes_
vectorizer = CountVectorizer()
counts = vectorizer.fit_transform(["a bc", "bc de"])
vocabulary = vectorizer.vocabulary_
words = vectorizer.get_feature_names_out()
tfidf = TfidfVectorizer().fit_transform(["a bc", "bc de"])
dense = tfidf.toarray()
neighbours = NearestNeighbors(n_neighbors=2).fit(X)
distances, indices = neighbours.kneighbors(X)
knn = KNeighborsClassifier().fit(X_train, y_train).predict(X_test)
bayes = GaussianNB().fit(X_train, y_train).predict_proba(X_test)
tree = DecisionTreeClassifier(max_depth=2).fit(X_train, y_train)
depth = tree.get_depth()
folds = KFold(n_splits=3)
for train, test in folds.split(X):
    part = X[train]
strat = StratifiedKFold(3).get_n_splits(X, y)
validated = cross_validate(LogisticRegression(max_iter=200), X, y, cv=3)
crossed = cross_val_predict(LogisticRegression(max_iter=200), X, y, cv=3)
fpr, tpr, thresholds = roc_curve((y == 1), X[:, 0])
area = roc_auc_score((y == 1), X[:, 0])
moons, moon_labels = make_moons(50, noise=0.1, random_state=0)
made, made_labels = make_classification(60, random_state=0)
regression, regression_target = make_regression(30, 4, random_state=0)
clusters = DBSCAN(eps=0.3).fit(moons).labels_
components = PCA(2).fit(X).components_
svd = TruncatedSVD(2).fit_transform(counts)
parameters = forest.get_params()
boosted = GradientBoostingClassifier(n_estimators=3).fit(X_train, y_train).predict(X_test)
mlp = MLPClassifier(max_iter=5).fit(X_train, y_train).score(X_test, y_test)
ridge = Ridge().fit(d_train, t_train).predict(d_test)
columns = ColumnTransformer([("s", StandardScaler(), ["age", "bmi"])]).fit_transform(features)
from sklearn.datasets import load_digits
digits = load_digits()
images = digits.images
mle_components = PCA(n_components="mle").fit(X).n_components_
two_components = PCA(2).fit(X).n_components_
