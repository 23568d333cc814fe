# 证件号码：规则说“不”时的话
document-kind-said = { $kind ->
    [resident-identity-card] 居民身份证
    [residence-permit] 港澳台居民居住证
    [travel-permit-hong-kong-macau] 港澳居民来往内地通行证
    [travel-permit-taiwan] 台湾居民来往大陆通行证
    [chinese-passport] 中国护照
    [foreign-passport] 外国护照
   *[other] 其他证件
}
document-missing = 证件号码还没有填写。
    .title = 请填写证件号码
    .next = 请照证件上的号码填写。
document-not-allowed = 证件号码里不能有“{ $character }”。
    .title = 号码里有多余的字符
    .next = 请只填写字母和数字，空格会自动去掉。
document-wrong-length = 应为 { $characters_expected } 位，现在填写了 { $characters } 位。
    .title = 号码位数不对
    .next = 请对照证件检查是否漏填或多填。
document-fifteen-digits = 15 位的身份证号码自 2013 年起不再使用。
    .title = 旧的 15 位号码
    .next = 请填写新身份证上的 18 位号码。
document-not-digits = 身份证号码只有最后一位可以是 X，其他都是数字。
    .title = 号码里有字母
    .next = 请检查有没有把数字输成字母，比如 0 和 O。
document-not-a-date = 号码第 7 到 14 位是 { $digits }，没有这一天。
    .title = 号码里的出生日期不存在
    .next = 请对照证件检查这几位数字。
document-born-in-future = 号码写明出生于 { $born_on }，那一天还没到。
    .title = 号码里的出生日期还没到
    .next = 请对照证件检查号码中间的几位。
document-wrong-check-character = 最后一位与前 17 位对不上，说明有一位输错了。
    .title = 号码有一位输错了
    .next = 请对照证件逐位检查。
document-wrong-form = 这不是{ document-kind-said }的号码格式。
    .title = 号码与证件类型不符
    .next = 请检查号码，或者改选正确的证件类型。
document-other-kind = 这个号码本身没有错，但它是{ document-kind-said }的号码。
    .title = 证件类型选错了
    .next = 请把证件类型改为{ document-kind-said }，再填写一次。
