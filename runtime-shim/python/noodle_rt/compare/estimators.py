"""scikit-learn: estimators are objects with parameters and fitted attributes; parts in C are as `pickle` keeps them."""
from noodle_rt.compare.builtin import entries
from noodle_rt.compare.names import class_name
from noodle_rt.compare.objects import attribute_nodes, whole


@whole
def a_bunch(imager, value, path):
    """A dictionary whose keys are attributes as well."""
    imager.remember(value, path)
    return {"type": class_name(type(value)), **entries(imager, list(dict.items(value)), path)}


@whole
def an_estimator(imager, value, path):
    imager.remember(value, path)
    own = attribute_nodes(imager, value, path)
    # Parameters first, as people look at them.
    return {"type": class_name(type(value)), "has": dict(sorted(own.items(), key=lambda item: item[0].endswith("_")))}


HANDLERS = {
    "sklearn.BaseEstimator": an_estimator,
    "sklearn.Bunch": a_bunch,
}
