# 电子邮箱：规则说“不”时的话
email-missing = 邮箱地址还没有填写。
    .title = 请填写邮箱
    .next = 请填写常用的邮箱；没有也可以只用手机号码。
email-too-long = 邮箱地址最多 { $characters_max } 个字符。
    .title = 邮箱太长
    .next = 请检查是否多输了内容，或换一个邮箱。
email-wrong-form = 邮箱地址应当像 name@example.cn 这样。
    .title = 邮箱格式不对
    .next = 请检查 @ 前后有没有漏字。
email-not-allowed = 邮箱地址里不能有“{ $character }”。
    .title = 邮箱里有多余的字符
    .next = 请检查后重新填写。
