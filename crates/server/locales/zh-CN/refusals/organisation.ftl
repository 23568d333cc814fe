# 组织：规则说“不”时的话
organisation-role-said = { $role ->
    [owner] 组织负责人
    [manager] 管理员
    [reviewer] 审核员
    [check-in-helper] 签到员
    [auditor] 监督员（只读）
   *[other] { $role }
}
organisation-name = 组织名称需要 { $characters_min } 到 { $characters_max } 个字。
    .title = 组织名称不对
    .next = 请填写登记证书或印章上的全称。
organisation-contact-name = 还没有填写联系人姓名。
    .title = 请填写联系人
    .next = 请填写一位日常能联系到的人。
organisation-contact-phone = 联系人的手机号码没有填写，或者不对。
    .title = 请填写联系人手机
    .next = 请填写联系人的手机号码。
organisation-evidence-needed = 注册组织至少需要一份证明材料。
    .title = 缺少证明材料
    .next = 请上传登记证书、批文或情况说明的照片或 PDF。
organisation-evidence-missing = 这类组织需要上传登记证书，或者所在单位同意的证明。
    .title = 缺少证明材料
    .next = 请上传相应材料的照片或 PDF。
organisation-reason-missing = 退回或拒绝必须写明原因，申请人会看到它。
    .title = 请写明原因
    .next = 请用一两句话写明原因，再提交。
organisation-not-the-reviewer = 这份申请由另一个组织审核。
    .title = 不由您审核
    .next = 请联系负责审核的组织。
organisation-own-registration = 这份申请是您提交的，需要由别人审核。
    .title = 不能审核自己的申请
    .next = 请联系审核组织的其他管理员处理。
organisation-not-waiting = 这份申请已经处理过。
    .title = 不在等待审核
    .next = 请刷新页面查看最新状态，可能已有同事处理过。
organisation-not-returned = 这份申请没有被退回，不用重新提交。
    .title = 没有被退回
    .next = 请等待审核结果；急需时请联系审核组织。
organisation-code-missing = 登记的机构都有统一社会信用代码，这里还没有填写。
    .title = 请填写统一社会信用代码
    .next = 请照登记证书填写 18 位代码；没有登记的，请改选“志愿服务团体”。
organisation-code-length = 统一社会信用代码应为 { $characters_expected } 位，现在填写了 { $characters } 位。
    .title = 代码位数不对
    .next = 请对照登记证书检查是否漏填或多填。
organisation-code-character = 统一社会信用代码里没有“{ $character }”，也不用字母 I、O、S、V、Z。
    .title = 代码里有不能用的字符
    .next = 请对照登记证书检查，比如 0 和 O、1 和 I。
organisation-code-check = 最后一位与前 17 位对不上，说明有一位输错了。
    .title = 代码有一位输错了
    .next = 请对照登记证书逐位检查。
organisation-code-of-group = 志愿服务团体没有登记，不需要统一社会信用代码。
    .title = 团体没有代码
    .next = 请清空代码；已经登记的，请改选“志愿服务组织”。
organisation-not-a-group = 只有志愿服务团体可以转为志愿服务组织。
    .title = 不是团体
    .next = 请刷新页面查看组织的类别。
organisation-parent-missing = 还没有选择上级组织，顶层组织只能由平台建立。
    .title = 请选择上级组织
    .next = 请选择所在地、高校、行业或企业的上级组织。
organisation-own-grant = 管理员角色需要由别人授予。
    .title = 不能给自己授权
    .next = 请联系组织负责人或上级组织。
organisation-grant-too-wide = 您自己没有“{ organisation-role-said }”在这个范围的权限，不能授予别人。
    .title = 超出了您的权限
    .next = 请缩小范围，或者联系组织负责人授予。
organisation-nobody-found = 没有找到使用这个志愿者编号或登录名、并且已经激活的账号。
    .title = 没有找到这个人
    .next = 请向对方核对志愿者编号（在志愿者证上），或请对方先完成注册。
organisation-last-owner = 组织至少要保留一位负责人，这是最后一位。
    .title = 最后一位负责人
    .next = 请先把负责人角色授予另一个人，再收回这一个。
