# 同意：规则说“不”时的话
consent-other-version = 您阅读时内容更新到了第 { $version } 版，这次同意没有记录。
    .title = 内容刚刚更新
    .next = 请刷新页面，看过新的内容再决定。
consent-needs-closing = 账号建立在实名信息上，不能单独撤回。
    .title = 要注销账号才能撤回
    .next = 如果您确定不再使用，请到“注销账号”办理。
consent-minor = 未满 18 周岁，公开页面不显示完整姓名，也不单独列出。
    .title = 满 18 周岁以后才能公开
    .next = 满 18 周岁后可以再来同意。
consent-nothing-to-show = 还没有实名信息，没有可以公开的内容。
    .title = 请先填写实名信息
    .next = 填写实名信息后再来同意。
consent-location-missing = 自助签到要用到位置，而您没有同意使用位置。
    .title = 没有同意使用位置
    .next = 可以改用签到码签到；要自助签到，请到“我的同意”里同意使用位置。
