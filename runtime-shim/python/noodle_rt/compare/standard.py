"""Values of the standard library."""
from noodle_rt.compare.builtin import entries, plain
from noodle_rt.compare.data import Data, LITTLE
from noodle_rt.compare.image import opaque
from noodle_rt.compare.iterators import builtin_iterator
from noodle_rt.compare.names import attribute, class_name
from noodle_rt.compare.objects import attribute_nodes, whole
from noodle_rt.compare.packed import sequence


def parts(imager, value, path, *names):
    """Attributes of a class that are safe to read, as the field `has`."""
    return {attribute(name): imager.node(getattr(value, name), path + attribute(name)) for name in names}


def a_record(*names):
    """A handler for objects that are no more than these attributes."""
    def handle(imager, value, path):
        return {"type": class_name(type(value)), "has": parts(imager, value, path, *names)}
    return handle


def facts(**readers):
    def handle(imager, value, path):
        return {"type": class_name(type(value)), "is": {name: read(value) for name, read in readers.items()}}
    return handle


# ---------------------------------------------------------------- collections

def a_deque(imager, value, path):
    from collections import deque
    imager.remember(value, path)
    items = list(deque.__iter__(value))
    return {"type": class_name(type(value)), "is": {"maxlen": value.maxlen}, "items": sequence(imager, items, path)}


def a_default_dict(imager, value, path):
    imager.remember(value, path)
    node = {"type": class_name(type(value)), **entries(imager, list(dict.items(value)), path)}
    node["has"] = parts(imager, value, path, "default_factory")
    return node


def an_array(imager, value, path):
    imager.remember(value, path)
    mark = "<" if LITTLE else ">"
    size = value.itemsize
    kinds = {"f": "f", "d": "f", "u": "u", "w": "u"}
    kind = kinds.get(value.typecode) or ("i" if value.typecode.islower() else "u")
    return {"type": class_name(type(value)), "is": {"typecode": value.typecode},
            "data": Data(f"{'|' if size == 1 else mark}{kind}{size}", (len(value),), value.tobytes())}


# ---------------------------------------------------------------- enumerations, texts, numbers

@whole
def a_member(imager, value, path):
    node = {"type": class_name(type(value)), "is": {"name": plain(value._name_)}}
    node["has"] = {".value": imager.node(value._value_, path + ".value")}
    return node


def a_match(imager, value, path):
    regs = [list(pair) for pair in value.regs]
    return {"type": "re.Match", "is": {"spans": regs, "pos": value.pos, "endpos": value.endpos},
            "has": parts(imager, value, path, "re", "string")}


def a_decimal(imager, value, path):
    sign, digits, exponent = value.as_tuple()
    return {"type": class_name(type(value)), "is": {"value": f"{'-' if sign else ''}{''.join(map(str, digits))}E{exponent}"}}


def a_context(imager, value, path):
    imager.remember(value, path)
    return {"type": class_name(type(value)), "is": {
        **{name: getattr(value, name) for name in ("prec", "rounding", "Emin", "Emax", "capitals", "clamp")},
        "flags": sorted(flag.__name__ for flag, is_set in value.flags.items() if is_set),
        "traps": sorted(trap.__name__ for trap, is_set in value.traps.items() if is_set),
    }}


def a_moment(*names):
    """`datetime` and its kin: the fields, `fold`, and the zone."""
    def handle(imager, value, path):
        node = {"type": class_name(type(value)), "is": {name: getattr(value, name) for name in names}}
        zone = value.tzinfo if hasattr(type(value), "tzinfo") else None
        if zone is not None:
            node["has"] = {".tzinfo": imager.node(zone, path + ".tzinfo")}
        return node
    return handle


DATE = ("year", "month", "day")
TIME = ("hour", "minute", "second", "microsecond", "fold")


def a_timezone(imager, value, path):
    return {"type": class_name(type(value)), "is": {"offset": repr(value.utcoffset(None)), "name": value.tzname(None)}}


# ---------------------------------------------------------------- functions

def a_partial(imager, value, path):
    imager.remember(value, path)
    return {"type": class_name(type(value)), "has": parts(imager, value, path, "func", "args", "keywords")}


def a_cached_function(imager, value, path):
    imager.remember(value, path)
    return {"type": class_name(type(value)), "has": attribute_nodes(imager, value, path)}


def a_picker(imager, value, path):
    """`operator.itemgetter` and its kin."""
    has = {".arguments": imager.node(value.__reduce__()[1], path + ".arguments")}
    return {"type": class_name(type(value)), "has": has}


@whole
def a_reference(imager, value, path):
    imager.remember(value, path)
    target = value()
    if target is None:
        return {"type": class_name(type(value)), "is": {"dead": True}}
    return {"type": class_name(type(value)), "has": {"()": imager.node(target, path + "()")}}


# ---------------------------------------------------------------- files

def a_memory_file(imager, value, path):
    imager.remember(value, path)
    if value.closed:
        return {"type": class_name(type(value)), "is": {"closed": True}}
    return {"type": class_name(type(value)), "is": {"closed": False, "position": value.tell()},
            "has": {".getvalue()": imager.node(value.getvalue(), path + ".getvalue()")}}


def a_file(imager, value, path):
    imager.remember(value, path)
    try:
        name, mode = value.name, value.mode
    except Exception:
        name, mode = None, None
    return {"type": class_name(type(value)), "is": {"closed": value.closed, "mode": plain(mode)},
            "has": {".name": imager.node(name, path + ".name")} if type(name) in (str, bytes) else {}}


def a_path(imager, value, path):
    return {"type": class_name(type(value)), "is": {"path": str(value)}, "without": PATH_FIELDS}


# What paths note about themselves when they are used.
PATH_FIELDS = ("_str", "_hash", "_drv", "_root", "_parts", "_cparts", "_pparts", "_raw_paths", "_raw_path", "_str_normcase_cached",
               "_tail_cached", "_parts_normcase_cached", "_parts_tuple", "_tail", "_lines_cached", "_suffixes", "_info")


def a_logger(imager, value, path):
    return {"type": class_name(type(value)), "is": {"name": value.name, "level": value.level, "disabled": value.disabled}}


def a_context_variable(imager, value, path):
    imager.remember(value, path)
    has = {}
    try:
        has[".get()"] = imager.node(value.get(), path + ".get()")
    except LookupError:
        pass
    return {"type": class_name(type(value)), "is": {"name": value.name}, "has": has}


def a_random(imager, value, path):
    imager.remember(value, path)
    from random import Random
    return {"type": class_name(type(value)), "has": {".getstate()": imager.node(Random.getstate(value), path + ".getstate()")}}


def not_known(reason):
    def handle(imager, value, path):
        return opaque(type(value), reason)
    return whole(handle)


HANDLERS = {
    "collections.deque": a_deque,
    "collections.defaultdict": a_default_dict,
    "array.array": an_array,
    "enum.Enum": a_member,
    "re.Pattern": a_record("pattern", "flags"),
    "re.Match": a_match,
    "decimal.Decimal": a_decimal,
    "decimal.Context": a_context,
    "fractions.Fraction": a_record("numerator", "denominator"),
    "datetime.datetime": a_moment(*DATE, *TIME),
    "datetime.date": a_moment(*DATE),
    "datetime.time": a_moment(*TIME),
    "datetime.timedelta": facts(days=lambda value: value.days, seconds=lambda value: value.seconds,
                                microseconds=lambda value: value.microseconds),
    "datetime.timezone": a_timezone,
    "zoneinfo.ZoneInfo": facts(key=lambda value: value.key),
    "functools.partial": a_partial,
    "functools._lru_cache_wrapper": a_cached_function,
    "weakref.ReferenceType": a_reference,
    "weakref": a_reference,
    "_io.StringIO": a_memory_file,
    "_io.BytesIO": a_memory_file,
    "_io._IOBase": a_file,
    "pathlib.PurePath": a_path,
    "pathlib._local.PurePath": a_path,
    "logging.Logger": a_logger,
    "random.Random": a_random,
    "random.SystemRandom": not_known("its numbers come from the system"),
    "types.GenericAlias": a_record("__origin__", "__args__"),
    "types.UnionType": a_record("__args__"),
    "typing.Union": a_record("__args__"),
    "_struct.Struct": a_record("format"),
    "_hashlib.HASH": facts(name=lambda value: value.name, digest=lambda value: value.hexdigest()),
    "_contextvars.ContextVar": a_context_variable,
    "_thread.lock": not_known("it is a lock"),
    "_thread.RLock": not_known("it is a lock"),
    "threading.Thread": not_known("it is a thread"),
    "socket.socket": not_known("it is a connection"),
    "subprocess.Popen": not_known("it is a process"),
}


HANDLERS.update({f"operator.{name}": a_picker for name in ("itemgetter", "attrgetter", "methodcaller")})
HANDLERS.update({f"itertools.{name}": builtin_iterator for name in (
    "accumulate", "batched", "chain", "combinations", "combinations_with_replacement", "compress", "count", "cycle", "dropwhile",
    "filterfalse", "groupby", "_grouper", "islice", "pairwise", "permutations", "product", "repeat", "starmap", "takewhile",
    "_tee", "zip_longest")})
