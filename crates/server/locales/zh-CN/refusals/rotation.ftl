# 密钥轮换：规则说“不”时的话
rotation-under-way = 新密钥已经在用，旧密钥还没有停用。
    .title = 轮换正在进行
    .next = 先用 goodhours keys status 查看进度，完成后执行 goodhours keys retire。
rotation-not-begun = 没有正在进行的密钥轮换。
    .title = 没有在轮换
    .next = 用 goodhours keys rotate 开始。
rotation-too-soon = 其他实例可能还没有读到新密钥。
    .title = 请稍等
    .next = 请在 { $wait_seconds }后再试。
rotation-behind = 还有 { $behind } 项只在旧密钥之下。
    .title = 还没有完成
    .next = 服务运行时会继续处理；过一会儿再用 goodhours keys status 查看。
rotation-needed = 停用的密钥还有数据需要。
    .title = 还不能销毁
    .next = 服务运行时会清理；过一会儿再试。
