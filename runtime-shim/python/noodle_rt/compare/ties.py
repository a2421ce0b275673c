"""The contract `ties`: rows whose keys are equal may stand in any order.

What the keys of a sort were is not known afterwards, so the rule is: two tables are equal up to ties when there are columns
that are equal in both, row by row, one of them in rising or falling order, and the rows within each run of equal values of
these columns are the same rows in any order. Tables are data frames, series (index and values), arrays of one dimension,
lists, and dictionaries (keys and values); a list of tuples, lists or dictionaries of the same form has a column for each of
their parts, and any list one for its items themselves, where 1, 1.0 and True, and both zeros, are equal.
"""


def equal_up_to_ties(left, right):
    return False
