# 时长公示：规则说“不”时的话
disclosure-no-such-page = 这里没有可以公开查看的志愿者页面。
    .title = 没有这个页面
    .next = 公开个人页面需要志愿者本人同意；如果这是您自己，请登录后在“我的”中设置。
disclosure-too-many-rows = 未登录时每分钟最多查看 { $rows_max } 行公示。
    .title = 查看得太快了
    .next = 请在 { $wait_seconds }后继续，或者登录后查看。
