/**
 * Of the Report. It goes up whenever a reader of the old shape would misread the new one. It is apart from the schema, which takes
 * as long to load as node takes to start.
 */
export const SCHEMA_VERSION = 1
