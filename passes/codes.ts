/** NC254x: the pass manager; NC26xx: loops; NC27xx: frames; NC29xx: idioms and cleanup. */
import type { CodeEntry } from "../compiler/remarks/code-table.js";

export const passCodes: readonly CodeEntry[] = [
  {
    code: "NC2540",
    title: "a pass broke down",
    explanation:
      "An optimising pass ended with an error of its own. What it had done to that function (or to the module's own statements) was undone, and the build goes on with the original code. It is a mistake in noodle-opt: please report it together with the file. `--skip PASS` leaves the pass out; `--strict` makes it an error.",
  },
  {
    code: "NC2541",
    title: "a pass made an invalid program",
    explanation:
      "The check of the program after a pass found something that no program may have (a `return` outside of a function, a part that is missing). The change was undone, and the build goes on with the original code. It is a mistake in noodle-opt: please report it together with the file.",
  },
  {
    code: "NC2542",
    title: "a pass reports its changes wrongly",
    explanation:
      "`--verify-each` compares what a pass says that it has changed with what is different afterwards. They disagree, so that analyses could be out of date. It is a mistake in noodle-opt, or in the pass that you are writing: every change goes through `context.editor`.",
  },
  {
    code: "NC2543",
    title: "passes found no end",
    explanation:
      "The passes of a stage run until none of them changes anything; after 20 rounds over the program they still did. Everything that the stage had done was undone. It is a mistake in noodle-opt: please report it together with the file. `--print-changed` shows who undoes whose work.",
  },
  {
    code: "NC2544",
    title: "an analysis failed",
    explanation:
      "Something that passes need to know about the program could not be found out, because the analysis ended with an error of its own. The passes that need it were left out. It is a mistake in noodle-opt: please report it together with the file.",
  },
  {
    code: "NC2545",
    title: "not optimised: Python would refuse the program",
    explanation:
      "The file can be parsed, but Python's compiler would refuse it (a `return` outside of a function, a `break` outside of a loop). It is converted as it is.",
  },
  {
    code: "NC2546",
    title: "a rewrite was turned off",
    explanation:
      "`build --verify` has found inputs on which the rewritten code does something else than the original. The original code is kept at that place. The remark says what differs, and a script beside the output shows it. It is a mistake in noodle-opt: please report it together with that script.",
  },
  {
    code: "NC2601",
    title: "a library call was moved out of a loop",
    explanation:
      "A pure call that gives the same in every iteration is made once, in front of the loop. The remark lists what had to hold and what proves it.",
  },
  {
    code: "NC2602",
    title: "a library call stays in a loop",
    explanation:
      "A pure call gives the same in every iteration, but moving it could be seen: the loop may not run at all, the call could raise after something else has happened, or its result could be changed. The reason is in the remark. Moving it by hand is right when you know more than the program says.",
  },
  {
    code: "NC2603",
    title: "a look-up was moved out of a loop",
    explanation:
      "A function or constant of a module (`math.pi`, `np.sqrt`) that nobody rebinds is looked up once, in front of a loop with many iterations.",
  },
  {
    code: "NC2610",
    subject: "loop",
    title: "a loop became array operations",
    explanation:
      "A loop over the elements of arrays is done by operations on whole arrays that give the same bits. What could not be proved is checked first; the loop stays, and runs when a check fails or when anything goes wrong in the array operations. The remark lists the checks.",
  },
  {
    code: "NC2611",
    subject: "loop",
    title: "a loop is not turned into array operations",
    explanation:
      "The loop touches elements of arrays, but it is not known that operations on whole arrays would do exactly the same: iterations build on each other, something is computed that arrays round in another way, or a statement has no form for arrays. The reason is in the remark.",
  },
  {
    code: "NC2612",
    subject: "loop",
    title: "a loop skips to the iteration that ends it",
    explanation:
      "A loop that looks for something runs its first iterations as ever; when it has found nothing by then, operations on whole arrays find the iteration that ends it, and the loop goes on from there. The remark lists the checks, and how many iterations are run first.",
  },
  {
    code: "NC2613",
    subject: "loop",
    title: "a loop that ends early runs through all iterations",
    explanation:
      "The loop touches elements of arrays and may end early, but its iterations do more than to look for its end, or it is not known that comparing all elements at once says what comparing each says. The reason is in the remark.",
  },
  {
    code: "NC2614",
    subject: "loop",
    title: "a loop over rows goes over blocks of rows",
    explanation:
      "A loop whose iterations compute with a row (or a window) of an array each computes many rows at a time, with the same functions of NumPy along the last axis, which give the same bits. What could not be proved is checked first; when a check fails, or something goes wrong in a block, the loop goes on from there. The remark lists the checks.",
  },
  {
    code: "NC2615",
    subject: "loop",
    title: "a loop over rows stays",
    explanation:
      "The loop computes with a row of an array in each iteration, but it is not known that the same can be computed for many rows at a time with the same bits: iterations build on each other, a function adds up in another order for many rows (`dot`, `@`, norms), or a statement has no form for blocks. The reason is in the remark.",
  },
  {
    code: "NC2700",
    title: "a function runs on whole columns",
    explanation:
      "A function that is applied to each row of a frame, or to each element of a series, only computes. It runs once on whole columns: where it asks a question, the rows are parted by the answer. Every operation gives the bits that it gives for single values; where one would raise or warn, pandas calls the function for each row as before.",
  },
  {
    code: "NC2701",
    title: "a function gets rows without a Series for each",
    explanation:
      "A function that is applied to each row of a frame does more than compute, but asks for nothing but single cells. It is called for each row as before, with the very same cells, and pandas does not make a Series of each row.",
  },
  {
    code: "NC2702",
    title: "a function is called for each row or element",
    explanation:
      "The function that is applied could not be run in another way: it asks for more of a row than cells, changes tables, or is not known. The reason is in the remark.",
  },
  {
    code: "NC2703",
    title: "a function is called once for equal elements",
    explanation:
      "A function that is applied to each element of a series only computes, and gives something that cannot be changed. Where a sample shows that elements come again, it is called once for each different one, and the results are put where these stand. Values are equal only if nothing can tell them apart; when one raises or warns, pandas calls the function for each element as before. Texts that lie in memory of Arrow and do not come again are taken all at once, by functions of Arrow.",
  },
  {
    code: "NC2710",
    title: "a loop over rows goes over columns",
    explanation:
      "A loop over `iterrows()` that only asks for cells gets them from the columns. Every cell is the object that it would have been in the row; no Series is made.",
  },
  {
    code: "NC2711",
    title: "a loop makes a Series of each row",
    explanation:
      "A loop over `iterrows()` asks for more of its rows than cells, or changes tables while it runs. The reason is in the remark.",
  },
  {
    code: "NC2712",
    title: "a loop reads and stores cells where the columns lie",
    explanation:
      'A loop asks a frame or series for single cells, or stores into them: `df.loc[i, "x"]`, `df["x"].iloc[i]`, `df.at[i, "x"] = value`. They are read from, and stored into, the memory of the columns, as long as the frame has the blocks and labels that are known; everything else is left to pandas.',
  },
  {
    code: "NC2713",
    title: "pandas looks up each cell",
    explanation:
      "A loop asks a frame or series for single cells, but the variable gets other values in the loop, more is asked of a row than cells, or something is stored into a column that was taken out of the frame. The reason is in the remark.",
  },
  {
    code: "NC2718",
    title: "a loop adds for all rows at once",
    explanation:
      "A loop over rows only adds to numbers, lists, tables and sets. Its body, with calls in the place of what it adds, is run on columns by `noodle_rt.folded`, which adds everything in the order of the rows. The loop does the last row, or all of them where the columns hold something that is not known.",
  },
  {
    code: "NC2719",
    title: "a loop adds row by row",
    explanation:
      "A loop over rows does more than to compute from cells of its row and to add to numbers, lists, tables and sets, or what is added depends on what was added before, or others may see it. The reason is in the remark.",
  },
  {
    code: "NC2714",
    title: "tuples are made of the columns that are read",
    explanation:
      "A loop over `itertuples()` only reads attributes of its rows. Its tuples hold these columns alone, whose cells come from the same iterators as before.",
  },
  {
    code: "NC2715",
    title: "all columns become tuples",
    explanation:
      "A loop over `itertuples()` asks for more of its rows than attributes, or others may see them. The reason is in the remark.",
  },
  {
    code: "NC2720",
    title: "of selected rows only what is needed is taken",
    explanation:
      "A mask selects rows of a frame, and the next step needs only one column of them, a few, their number or one row. The frame is wrapped in `noodle_rt.lazy`, which does both steps in one when it finds a frame and a mask that it knows, and leaves them to pandas otherwise.",
  },
  {
    code: "NC2721",
    title: "all columns of selected rows are taken",
    explanation:
      "A mask selects rows of a frame, and the next step needs only a part of them, but taking only that part could be seen: something is stored into the result, or checks at run time are not allowed. The reason is in the remark.",
  },
  {
    code: "NC2730",
    title: "of what is sorted or computed only a part is needed",
    explanation:
      "The next step after a sort needs only the first or last rows, or one column; or only one number of a statistic is asked for. The value is wrapped in `noodle_rt.lazy`, which finds just that when it knows how (keys that are numbers or dates, no two equal ones among the rows that are wanted), and leaves everything else to pandas.",
  },
  {
    code: "NC2731",
    title: "everything is sorted or computed, though only a part is needed",
    explanation:
      "The next step after a sort or a statistic needs only a part of it, but finding only that part could be seen, or checks at run time are not allowed. The reason is in the remark.",
  },
  {
    code: "NC2740",
    title: "an expression of a frame is computed once",
    explanation:
      "The same mask, selection, grouping or statistic of the same data was computed at another place before. Nothing that it reads has changed since, so its value is used again. The remark points to the place that computes it and lists what had to hold.",
  },
  {
    code: "NC2741",
    title: "an expression of a frame is computed again",
    explanation:
      "The same expression stands at another place, but its value cannot be used here: what it reads may have changed in between, not every way leads over the other place, the object that it gives is kept and may be changed, or it can warn at each place. The reason is in the remark.",
  },
  {
    code: "NC2742",
    title: "an expression of a frame is computed in the first iteration only",
    explanation:
      "The expression gives the same in every iteration of a loop, so that the first iteration that needs it computes it and the others use its value. It is still computed at the same moment as before, and not at all when the loop does not get there.",
  },
  {
    code: "NC2743",
    title: "an expression of a frame is computed in every iteration",
    explanation:
      "The expression gives the same in every iteration of a loop, but computing it once could be seen, since it can warn each time. The reason is in the remark.",
  },
  {
    code: "NC2750",
    title: "columns of a file that nobody looks at are not read",
    explanation:
      "Every use of a frame that comes from `read_csv` names its columns, so that the others need not be read. The file is looked at first: it is read as a whole when it is small, when its lines differ in their number of fields, when fields are quoted, or when pandas could warn of a column that would be left out. The remark lists the columns that are read.",
  },
  {
    code: "NC2751",
    title: "all columns of a file are read",
    explanation:
      "Something may look at all columns of the frame (it is printed, returned, a variable of the module, handed to a function, asked for its shape …), or an option of the call makes a difference. The reason is in the remark. `usecols` says by hand what is needed.",
  },
  {
    code: "NC2752",
    title: "only the columns that are asked for go through joins and filters",
    explanation:
      "Frames are joined, filtered and grouped step by step, and few of their columns are asked for in the end. The first frame is wrapped in `noodle_rt.planned`, which waits: filters are done before the joins that they follow, and columns are taken for the rows that are left. `noodle_rt.actual` gives the frame that pandas would have made where other code needs it. Frames, keys and filters that it does not know are left to pandas.",
  },
  {
    code: "NC2753",
    title: "all columns go through joins and filters",
    explanation:
      "Frames are joined, filtered and grouped step by step, and few of their columns are asked for in the end, but the steps cannot wait. The reason is in the remark.",
  },
  {
    code: "NC2760",
    title: "a function or loop over groups reads columns of all groups",
    explanation:
      "For each group pandas makes a Series or DataFrame, of which this function or loop only wants reductions (`max`, `sum`, `mean`, …), the length or single values. The GroupBy is wrapped in `noodle_rt.groups`: each reduction is computed for all groups at once, with the same bits; the function runs as often as before, and pandas makes the result as before. What is not known there is asked of the true group.",
  },
  {
    code: "NC2761",
    title: "a function or loop over groups gets an object for each group",
    explanation:
      "What the function or loop does with a group needs the group itself: it is kept, returned, handed on or computed with, or a method is called of which the result is not the same for all groups at once. The reason is in the remark.",
  },
  {
    code: "NC2765",
    title: "rows are looked up by value without comparing the column each time",
    explanation:
      "A loop or comprehension selects the rows of an unchanged frame for one value of a column after the other. `noodle_rt.by_value` sorts the rows by that column once, when that pays for the number of rows and lookups, and takes the rows of each value from there; otherwise it compares the column as before.",
  },
  {
    code: "NC2766",
    title: "a column is compared for each value that is looked up",
    explanation:
      "Rows are selected by the value of a column in a loop, and the whole column is compared each time: the frame may change in the loop, it is not known how many lookups there will be, or what is looked up in is not known to be a DataFrame. The reason is in the remark.",
  },
  {
    code: "NC2770",
    title: "a frame that grows in a loop is put together once",
    explanation:
      "`df = pd.concat([df, piece])` and `df.loc[len(df)] = row` copy the whole frame each time. `noodle_rt.growing_frame` and `growing_rows` let pieces wait, and put them together where the loop has ended: pandas adds the first ones itself, and a piece waits when pandas has just added one of the same classes, or dtypes, without changing anything of the frame but its rows. What is different is added by pandas, at the program's own line, with all that it raises or warns.",
  },
  {
    code: "NC2771",
    title: "a frame that grows in a loop is copied each time",
    explanation:
      "A loop adds rows to a frame step by step, and pandas copies the whole frame each time, but the frame has to be there in every iteration: the loop looks at it, or other functions can see it. The reason is in the remark.",
  },
  {
    code: "NC2780",
    title: "elements of a column come from lists",
    explanation:
      "A loop, a comprehension or a builtin goes through all elements of a column, and pandas makes each one when it is asked for. `noodle_rt.iterated` makes lists of many elements at a time, with the same values of the same classes; it gives the series itself when that has few elements, or is none of numbers, booleans or texts.",
  },
  {
    code: "NC2781",
    title: "elements of a column are made one by one",
    explanation:
      "A loop or comprehension goes through all elements of a column, and might store something into it meanwhile, so that elements cannot be made before they are asked for. The reason is in the remark.",
  },
  {
    code: "NC2790",
    title: "a file is read in blocks, and steps on rows are done block by block",
    explanation:
      "With `--engine dask` or `--engine auto`, a frame that comes from `read_csv` becomes a Dask DataFrame, if its lines have the same number of fields, none in quotes, and each column has one dtype. Steps on rows stay there; where the program needs a value, `noodle_rt.collected` makes the object of pandas that it would have been. `NOODLE_ENGINE_LOG` names a file for what was decided while the program runs.",
  },
  {
    code: "NC2791",
    title: "a file is read as a whole although an engine was asked for",
    explanation:
      "The program needs all rows and columns at once (they are sorted, printed, handed to a function …), or an option of `read_csv` makes a difference between a block and the file. The reason is in the remark.",
  },
  {
    code: "NC2920",
    subject: "loop",
    title: "a loop runs on lists in the place of arrays",
    explanation:
      "A loop that cannot become array operations reads or writes single elements of arrays. It runs on lists, whose numbers are those of Python and several times as fast, and stores what it has made when it has come to its end. The same bits come out; where NumPy would have warned, or the loop raises, it runs anew on the arrays. The remark lists the checks.",
  },
  {
    code: "NC2921",
    subject: "loop",
    title: "a loop does not run on lists",
    explanation:
      "The loop reads or writes single elements of arrays, and could run several times as fast on lists, but not certainly with the same results: other code sees the elements, an operator gives something else for numbers of Python, or it is not known that the loop runs so often that making lists pays. The reason is in the remark.",
  },
  {
    code: "NC2930",
    title: "an array that grows in a loop is put together once",
    explanation:
      "`np.append`, `np.concatenate`, `np.hstack` and `np.vstack` copy the whole array each time. The pieces are collected, and put together behind the loop, with the dtype that they would have had; what does not fit is left to NumPy's function at once.",
  },
  {
    code: "NC2931",
    title: "an array that grows in a loop is copied each time",
    explanation:
      "A loop makes an array longer step by step, which copies all of it each time, but the array has to be there in every iteration: the loop looks at it, or somebody could see it when the loop is left by an exception. The reason is in the remark.",
  },
  {
    code: "NC2932",
    title: "a loop finds elements by their value in an order that is made once",
    explanation:
      "A loop compares all elements of an array in every iteration, to select a few of them: `data[labels == k]`. Their positions are looked up in an order that is made once, in front of the loop, if the loop makes so many masks that it pays. The same elements are selected in the same order. The remark lists the checks.",
  },
  {
    code: "NC2933",
    title: "a loop compares all elements of an array in every iteration",
    explanation:
      "A loop selects elements of arrays by the value of another one, and could find them in an order that is made once, but the array may change in the loop, the mask is needed for something else than selecting, or the loop may end early. The reason is in the remark.",
  },
  {
    code: "NC2940",
    title: "a function that np.vectorize calls for every element runs on whole arrays",
    explanation:
      "`np.vectorize` calls a function of Python for every element. The function only computes, so it runs on whole arrays; where it asks whether something is true, the elements are parted. Arguments that are not known, and elements for which it would raise or warn, are left to `np.vectorize`.",
  },
  {
    code: "NC2941",
    title: "np.vectorize calls a function for every element",
    explanation:
      "`np.vectorize` is a loop in Python. The function is called for every element since it does more than compute with numbers, in forms that arrays have as well. The reason is in the remark.",
  },
  {
    code: "NC2901",
    title: "a library call without use was left out",
    explanation: "A pure call that cannot raise and whose result nobody uses was removed.",
  },
  {
    code: "NC2902",
    title: "a library call without use stays",
    explanation:
      "Nobody uses the result of a pure call, but it can raise or warn, so that leaving it out could be seen. The reason is in the remark.",
  },
];
