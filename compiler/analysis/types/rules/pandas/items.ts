/** What single values of a column are, by its dtype and the way they are taken out. */
import { type DType, join, list, numpyScalar, object, type SeriesType, scalar, type Type, unknown } from "../../type.js";
import { isDatetime, isFloat, isInteger, isNumber, isTimedelta } from "./dtypes.js";

export const timestamp = object("pandas.Timestamp");
export const timedelta = object("pandas.Timedelta");
export const missingTime = object("pandas.api.typing.NaTType");

/** `s.iloc[0]`, `s.at[x]`: NumPy's scalars. */
export function itemOf(dtype: DType | null): Type {
  if (dtype === null) return unknown("the dtype of the column is not known");
  if (isNumber(dtype)) return numpyScalar(dtype);
  return otherItem(dtype);
}

/** An item in a loop, in `tolist()` and in `apply`: Python's scalars. */
export function pythonItemOf(dtype: DType | null): Type {
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

export const listOfItems = (value: SeriesType): Type => list(pythonItemOf(value.dtype));
