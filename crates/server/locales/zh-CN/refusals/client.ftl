# “接入平台”相关拒绝的说明
client-address-missing = 至少要填写一个登录后返回的地址。
    .title = 缺少返回地址
    .next = 请向对方要来登录后返回的完整地址。
client-address-unfit = “{ $address }”不能登记。
    .title = 地址不合要求
    .next = 请填写完整的 https 地址，不含“#”和“*”；本机调试可用 http://127.0.0.1。
client-too-many-addresses = 一类地址最多登记 { $most } 个。
    .title = 地址太多
    .next = 请删去不用的地址。
client-no-secrets = 手机应用或网页存不住密钥，不给它密钥。
    .title = 这类平台没有密钥
    .next = 对方用 PKCE 即可登录；如果有自己的服务器，请另外接入一个。
