# x
export-title = 导出我的信息
