# 手机和邮箱：规则说“不”时的话
contact-taken = 这个联系方式已经属于另一个账号。
    .title = 已有账号
    .next = 请用它登录那个账号；如果不是您注册的，请换一个联系方式。
contact-unchanged = 这就是现在的联系方式。
    .title = 没有变化
    .next = 请填写新的联系方式。
contact-old-unproven = 更换之前，要先用发到原联系方式的验证码证明是您本人。
    .title = 还没有证明是您本人
    .next = 请填写发到原手机或邮箱的验证码。
