# 操作记录：规则说“不”时的话
audit-reason-missing = 这项操作会留下记录，需要写明原因。
    .title = 请写明原因
    .next = 请用一两句话写明原因，再提交。
audit-reason-too-long = 原因最多 { $characters_max } 个字。
    .title = 原因太长
    .next = 请写得简短一些，细节可以放在附件里。
