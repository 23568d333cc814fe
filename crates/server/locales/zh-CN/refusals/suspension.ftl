# 停用的账号：规则说“不”时的话
suspension-not-suspended = 这个账号没有停用。
    .title = 没有停用
    .next = 请刷新页面，可能已经恢复。
suspension-locked = 这个账号由运维人员停用。
    .title = 需要平台管理员
    .next = 请平台管理员核对后恢复。
suspension-reason-missing = 请写明恢复的原因，最多 { $characters_max } 个字。
    .title = 还没有原因
    .next = 用一句话写清楚怎样核对了本人。
suspension-disowned = 证件本人否认了这个账号，账号在隔离中。
    .title = 账号被隔离
    .next = 请到“隔离的账号”里核对后解除。
