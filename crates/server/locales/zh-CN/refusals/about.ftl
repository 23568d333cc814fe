# 关于我：规则说“不”时的话
about-not-on-the-list = “{ $choice }”不在可选的项目里。
    .title = 没有这个选项
    .next = 请刷新页面后重新选择。
about-kind-missing = 选了时间，还没有选愿意参加的服务。
    .title = 请选择服务
    .next = 请至少选一项服务，或者把时间也清空。
