# x
export-title = Copy of my data
