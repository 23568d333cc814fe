# 平台人员：规则说“不”时的话
administration-own-role = 不能更改自己的平台角色。
    .title = 不能更改自己
    .next = 请另一位有权限的人员更改。
administration-not-divided = 还没有启用三员分立。
    .title = 还没有三员分立
    .next = 先启用三员分立，再任命系统、安全、审计管理员。
administration-divided = 已启用三员分立，没有平台负责人。
    .title = 已经三员分立
    .next = 如需恢复为一人负责，请运维人员在服务器上操作。
administration-last-one = 这是最后一位{ $post ->
    [system-administrator] 系统管理员
    [security-administrator] 安全管理员
    [audit-administrator] 审计管理员
   *[other] 平台负责人
 }。
    .title = 不能没有人担任
    .next = 请先任命另一位，再更改这一位。
administration-same-person = 三个角色须由三个人担任。
    .title = 有人担任了两个角色
    .next = 请为每个角色填写不同的人的手机号。
administration-holds-another = 对方现在是{ $post ->
    [system-administrator] 系统管理员
    [security-administrator] 安全管理员
   *[other] 审计管理员
 }，一个人不能担任两个。
    .title = 已担任另一个角色
    .next = 请先收回现在的角色，或者选择另一个人。
administration-no-account = 没有可以登录的账号使用这个手机号。
    .title = 找不到账号
    .next = 请核对手机号；对方须先注册。
