/** What single values of a column are, by its dtype and the way they are taken out. */
import { type DType, join, numpyScalar, object, scalar, type Type, unknown } from "../../type.js";
import { isDatetime, isFloat, isInteger, isNumber, isTimedelta } from "./dtypes.js";

export const timestamp = object("pandas.Timestamp");
export const timedelta = object("pandas.Timedelta");
export const missingTime = object("pandas.api.typing.NaTType");

/** What a column that was read from text may hold; dates in several time zones are Python's. */
export const plainItem = join(
  scalar("int"),
  scalar("float"),
  scalar("bool"),
  scalar("str"),
  timestamp,
  missingTime,
  object("datetime.datetime"),
);

/** `s.iloc[0]`, `s.at[x]`: NumPy's scalars. */
export function itemOf(dtype: DType | null, plain?: true): Type {
  if (plain && (dtype === null || dtype === "object")) return join(numpyScalar(null), plainItem);
  if (dtype === null) return unknown("the dtype of the column is not known");
  if (isNumber(dtype)) return numpyScalar(dtype);
  return otherItem(dtype);
}

/** An item in a loop, in `tolist()` and in `apply`: Python's scalars. */
export function pythonItemOf(dtype: DType | null, plain?: true): Type {
  if (plain && (dtype === null || dtype === "object")) return plainItem;
  if (isInteger(dtype)) return scalar("int");
  if (isFloat(dtype)) return scalar("float");
  if (dtype === "bool") return scalar("bool");
  if (dtype === "complex128" || dtype === "complex64") return scalar("complex");
  return dtype === null ? unknown("the dtype of the column is not known") : otherItem(dtype);
}

function otherItem(dtype: DType): Type {
  if (isDatetime(dtype)) return join(timestamp, missingTime);
  if (isTimedelta(dtype)) return join(timedelta, missingTime);
  // Missing text is NaN.
  if (dtype === "str") return join(scalar("str"), scalar("float"));
  return unknown(`an item of a column of ${dtype}`);
}
