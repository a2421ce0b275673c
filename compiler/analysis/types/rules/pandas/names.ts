/** Attributes that frames and series have themselves, in any version of pandas: a column of such a name is only reached by `df["name"]`. */

const ofBoth = `
  T abs add add_prefix add_suffix agg aggregate align all any append apply as_blocks as_matrix asfreq asobject asof astype
  at at_time attrs axes backfill base between_time bfill blocks bool clip clip_lower clip_upper combine combineAdd
  combineMult combine_first compare compress consolidate convert_dtypes convert_objects copy corr count cov cummax cummin
  cumprod cumsum data describe diff div divide dot drop drop_duplicates droplevel dropna dtypes duplicated empty eq equals
  ewm expanding explode ffill fillna filter first first_valid_index flags floordiv from_arrow from_csv ftypes ge get
  get_dtype_counts get_ftype_counts get_value get_values groupby gt head hist iat icol idxmax idxmin iget iget_value iloc
  imag index infer_objects info interpolate irow is_copy is_monotonic isin isna isnull items itemsize iteritems ix keys
  kurt kurtosis last last_valid_index le loc lookup lt mad map mask max mean median memory_usage min mod mode mul multiply
  ndim ne nlargest nonzero notna notnull nsmallest nunique order pad pct_change pipe pivot_simple plot pop pow prod
  product ptp quantile radd rank ravel rdiv real reindex reindex_axis reindex_like rename rename_axis rename_categories
  reorder_levels replace resample reset_index rfloordiv rmod rmul rolling round rpow rsub rtruediv sample select sem
  set_axis set_flags set_value shape shift size skew slice_shift sort sort_index sort_values sortlevel sparse squeeze std
  strides sub subtract sum swapaxes swaplevel tail take to_clipboard to_csv to_dict to_excel to_hdf to_json to_latex
  to_markdown to_numpy to_panel to_period to_pickle to_sql to_string to_timestamp to_xarray transform transpose truediv
  truncate tshift tz_convert tz_localize unstack update value_counts values var weekday where xs
`;

const ofFrames = `
  applymap assign boxplot columns corrwith eval from_dict from_records insert isetitem iterrows itertuples join melt merge
  pivot pivot_table query select_dtypes set_index stack style to_feather to_gbq to_html to_iceberg to_orc to_parquet
  to_records to_stata to_xml
`;

/** Attributes that other libraries register on pandas' classes. */
const registered = `
  swifter progress_apply progress_applymap progress_map progress_aggregate progress_transform parallel_apply parallel_map
  parallel_applymap ta vbt hvplot iplot iplot3 figure pandera ww clean_names remove_empty encode_categorical
  profile_report plot_bokeh skb geo sketch ai chat dp pp nlp holidays cx total_bounds crs geometry to_crs sjoin explore
  dissolve overlay
`;

const ofGroups = `
  adjust agg aggregate all alpha any apply as_index asfreq ax axis backfill bfill binner boxplot center closed com corr
  corrwith count cov cumcount cummax cummin cumprod cumsum describe diff dropna dtype dtypes ewm exclusions expanding
  ffill fillna filter first get_group group_keys grouper groups halflife head hist idxmax idxmin ignore_na include_groups
  indices interpolate is_monotonic_decreasing is_monotonic_increasing iteritems keys kind kurt last level mad max mean
  median method min min_periods ndim nearest ngroup ngroups nlargest nsmallest nth nunique obj observed ohlc on online pad
  parallel_apply pct_change pipe plot prod progress_aggregate progress_apply quantile rank resample rolling sample sem
  shift size skew sort span std step sum tail take times transform tshift unique value_counts var win_type window
`;

const words = (...texts: readonly string[]): ReadonlySet<string> =>
  new Set(
    texts
      .join(" ")
      .split(/\s+/)
      .filter((word) => word !== ""),
  );

const frames = words(ofBoth, ofFrames, registered);
const framesOnly = words(ofFrames);
const shared = words(ofBoth);

/** Whether `df.<name>` can be something else than a column. */
export const isFrameAttribute = (name: string): boolean => name.startsWith("_") || frames.has(name);

const groups = words(ofGroups);

/** Whether `groups.<name>` can be something else than a column, also for windows. */
export const isGroupAttribute = (name: string): boolean => name.startsWith("_") || groups.has(name);

const gone = words(
  "append iteritems mad as_matrix get_value set_value lookup tshift slice_shift clip_lower clip_upper reindex_axis sort order convert_objects get_dtype_counts get_values ptp nonzero",
);

/** Methods that old versions of pandas had; the catalogue has facts for them. */
export const isGone = (name: string): boolean => gone.has(name);

/** Whether only frames have an attribute of this name. */
export const isOfFramesOnly = (name: string): boolean => framesOnly.has(name) && !shared.has(name) && !gone.has(name);
