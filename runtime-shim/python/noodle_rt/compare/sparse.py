"""SciPy: sparse matrices and arrays. Other classes are objects with attributes, those in C as `pickle` keeps them."""
import sys

from noodle_rt.compare.arrays import dtype_text
from noodle_rt.compare.builtin import entries
from noodle_rt.compare.names import class_name


def parts(imager, value, path, *names):
    return {"." + name: imager.node(getattr(value, name), f"{path}.{name}") for name in names}


def facts(value):
    return {"format": value.format, "dtype": dtype_text(value.dtype), "shape": list(value.shape)}


# What matrices note about themselves when they are asked.
NOTED = ("_has_sorted_indices", "_has_canonical_format", "has_canonical_format", "_shape", "maxprint", "_dict", "data", "indices", "indptr",
         "offsets", "rows", "coords", "row", "col", "blocksize", "dtype")


def a_compressed_matrix(imager, value, path):
    imager.remember(value, path)
    np = sys.modules["numpy"]
    # The matrix notes the answer when it is asked itself.
    starts = np.zeros(len(value.indices), bool)
    begin = value.indptr[:-1][value.indptr[:-1] < len(starts)]
    starts[begin] = True
    is_sorted = bool(np.all((np.diff(value.indices) >= 0) | starts[1:])) if len(starts) > 1 else True
    return {"type": class_name(type(value)), "is": {**facts(value), "has_sorted_indices": is_sorted},
            "has": parts(imager, value, path, "indptr", "indices", "data"), "without": NOTED}


def a_coordinate_matrix(imager, value, path):
    imager.remember(value, path)
    names = ("coords", "data") if hasattr(value, "coords") else ("row", "col", "data")
    return {"type": class_name(type(value)), "is": facts(value), "has": parts(imager, value, path, *names), "without": NOTED}


def a_list_matrix(imager, value, path):
    imager.remember(value, path)
    return {"type": class_name(type(value)), "is": facts(value), "has": parts(imager, value, path, "rows", "data"), "without": NOTED}


def a_diagonal_matrix(imager, value, path):
    imager.remember(value, path)
    return {"type": class_name(type(value)), "is": facts(value), "has": parts(imager, value, path, "offsets", "data"), "without": NOTED}


def a_dictionary_matrix(imager, value, path):
    imager.remember(value, path)
    items = list(value._dict.items()) if hasattr(value, "_dict") else list(dict.items(value))
    return {"type": class_name(type(value)), "is": facts(value), **entries(imager, items, path), "without": NOTED}


def a_tree(imager, value, path):
    """A k-d tree by its points and how it was made: its state for `pickle` has addresses in it."""
    imager.remember(value, path)
    return {"type": class_name(type(value)), "has": parts(imager, value, path, "data", "indices", "leafsize", "boxsize", "mins", "maxes")}


HANDLERS = {
    "scipy.cKDTree": a_tree,
    "scipy._cs_matrix": a_compressed_matrix,
    "scipy._coo_base": a_coordinate_matrix,
    "scipy._lil_base": a_list_matrix,
    "scipy._dia_base": a_diagonal_matrix,
    "scipy._dok_base": a_dictionary_matrix,
}
