# 地区
region-title = 选择地区
region-all = 全部地区
region-lead = 选到您所在的地方，看看身边的活动和组织。
region-activities = 这里的活动
region-organisations = 这里的组织
region-hours = 这里的时长公示
