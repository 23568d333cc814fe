# 手机号码：规则说“不”时的话
phone-missing = 手机号码还没有填写。
    .title = 请填写手机号码
    .next = 请填写能收短信的手机号码。
phone-not-allowed = 手机号码里不能有“{ $character }”。
    .title = 号码里有多余的字符
    .next = 请只填写数字。
phone-wrong-length = 手机号码应为 { $digits_expected } 位，现在填写了 { $digits } 位。
    .title = 号码位数不对
    .next = 请检查是否漏填或多填；境外号码请在前面加上 + 和国家或地区代码。
phone-not-mobile = 这个号码不是手机号码，收不到短信。
    .title = 不是手机号码
    .next = 请填写手机号码，不要填座机。
phone-country-not-served = 目前不能向这个国家或地区的号码发送短信。
    .title = 暂不支持这个国家或地区
    .next = 请改用其他手机号码，或者联系归属组织的管理员。
