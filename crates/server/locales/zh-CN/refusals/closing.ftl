# 注销账号：规则说“不”时的话
closing-last-owner = 您是“{ $organisation }”唯一的负责人，注销后它就没有人管理了。
    .title = 请先交接组织
    .next = 请先到组织后台的“角色”里把负责人授予另一位志愿者，再来注销。
closing-last-platform-owner = 您是唯一担任这个平台角色的人，注销后这部分工作就没有人负责了。
    .title = 请先交接平台
    .next = 请先由有权限的人员或运维人员任命另一位，再来注销。
closing-already-asked = 您已经申请了注销，{ $ends_at }生效。
    .title = 已经申请过
    .next = 不想注销了，可以在这一页取消。
closing-not-asked = 这个账号没有申请注销。
    .title = 没有可以取消的申请
    .next = 账号照常使用，不需要做什么。
