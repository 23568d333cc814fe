# 异议：规则说“不”时的话
objection-text-missing = 还没有写明哪里有问题。
    .title = 请写明异议
    .next = 请写明您认为有误的地方和理由，也可以附上材料。
objection-reason-missing = 答复或决定必须写明理由，双方都会看到它。
    .title = 请写明理由
    .next = 请写明依据的事实，再提交。
objection-not-the-organisation = 只有被提出异议的组织才能答复。
    .title = 不由这个组织答复
    .next = 请联系该组织的管理员。
objection-not-the-decider = 异议由上一级组织决定，提出和答复的人都不能参与。
    .title = 不由您决定
    .next = 请联系上一级组织的管理员处理。
objection-not-waiting = 这件异议已经答复或决定过了。
    .title = 已经处理过
    .next = 请刷新页面查看结果；对决定不服可以申诉一次。
