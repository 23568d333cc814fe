# 地区：规则说“不”时的话
region-not-a-code = 所选的地区无法识别。
    .title = 请选择地区
    .next = 请从列表中依次选择省、市、县（区）。
region-not-a-county = 居住地需要选到县（区）一级，现在只选到上一级（{ $code }）。
    .title = 请选到县（区）
    .next = 请继续选择县（区）。
