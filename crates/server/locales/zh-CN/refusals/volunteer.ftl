# 志愿者：规则说“不”时的话
volunteer-cause-said = { $cause ->
    [mismatch] 姓名与证件号码不一致
    [unknown-number] 查不到这个证件号码
    [turned-down] 人工核验没有通过
   *[other] { $cause }
}
volunteer-guardian-consent-under-14 = 注册者现在 { $age } 岁。未满 14 周岁注册，须先取得监护人同意。
    .title = 需要监护人同意
    .next = 请监护人登录或到归属组织办理同意手续，之后就能激活。
volunteer-guardian-consent-under-18 = 注册者现在 { $age } 岁。未满 18 周岁注册，需要监护人同意；已满 16 周岁、以自己的劳动收入为主要生活来源的除外。
    .title = 需要监护人同意
    .next = 请监护人办理同意手续，或者说明自己的收入情况，之后就能激活。
volunteer-not-born = 出生日期晚于今天。
    .title = 出生日期不对
    .next = 请对照证件检查出生日期。
volunteer-under-review = 您的实名资料正在审核，请稍候。
    .title = 正在实名审核
    .next = 审核期间可以浏览活动、完善资料、申请加入组织；有结果会通知您。
volunteer-provider-unavailable = 实名核验服务暂时没有回应，系统会在 { $retry_at } 自动再试。
    .title = 核验服务暂时不可用
    .next = 不需要重新填写，有结果会通知您。
volunteer-correct-first = 实名核验没有通过：{ volunteer-cause-said }。
    .title = 请先修改资料
    .next = 请检查姓名和证件号码，保存后会立即重新核验；确认无误仍未通过时，请联系归属组织的管理员重新核验。
volunteer-already-verified = 核验通过后的实名资料不能自行修改。
    .title = 已通过实名核验
    .next = 姓名或证件变更时，请带上证件联系归属组织的管理员办理。
volunteer-hand-check-waiting = 这种证件由您选择的组织人工核验。
    .title = 等待人工核验
    .next = 请联系归属组织的管理员，出示证件原件；核验后会通知您。
volunteer-nothing-waiting = 这份资料现在没有等待核验。
    .title = 没有等待中的核验
    .next = 请刷新页面查看最新状态，可能已有同事处理过。
volunteer-not-by-hand = 这种证件由核验服务自动核对，不能人工通过。
    .title = 不能人工核验
    .next = 请志愿者检查资料后重新保存；您也可以为他发起重新核验。
volunteer-own-document = 证件需要由另一位管理员核验。
    .title = 不能核验自己的证件
    .next = 请联系组织的其他管理员处理。
volunteer-seen-missing = 人工核验需要写明看过哪些证件或材料。
    .title = 请写明看了什么
    .next = 请填写证件名称和核对的内容，再提交。
volunteer-statement-missing = 本平台要求附上核验人的书面说明。
    .title = 缺少核验说明
    .next = 请填写或上传核验说明，再提交。
