# 谁查看过我的身份信息
access-log-title = 谁查看过我的身份信息
access-log-lead = 查看您没有遮盖的身份信息、核验您的证件、导出您的信息，每一次都记在这里，任何人都不能删改。查看的人只显示姓氏。
access-log-none = 还没有人查看过
access-log-none-said = 组织管理员平时看到的是遮盖后的信息，不会出现在这里。
access-log-at = 时间
access-log-who = 谁
access-log-what = 做了什么
access-log-reason = 原因
access-log-ask = 觉得某次查看不应该发生，可以联系那个组织或平台的个人信息联系人。
access-log-by-self = 您自己
access-log-by-steward = 组织管理员
access-log-by-platform = 平台管理员
access-log-by-system = 系统
