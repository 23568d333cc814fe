# 报名录用：规则说“不”时的话
enrolment-state-said = { $state ->
    [applied] 等待录用
    [accepted] 已录用
    [rejected] 未录用
    [waiting] 候补中
    [invited] 已受邀
    [withdrawn] 已退出
    [removed] 已移出
    [no-show] 缺席
    [expired] 已过期
   *[other] { $state }
}
enrolment-not-activated = 这个账号还没有由本人激活，不能报名。
    .title = 账号还没有激活
    .next = 请用手机验证码登录一次，按提示激活账号。
enrolment-not-verified = 报名需要先通过实名核验。
    .title = 实名核验还没有通过
    .next = 请到“我的—实名资料”查看结果；资料无误仍未通过时，请联系归属组织的管理员重新核验。
enrolment-no-membership = 报名需要至少有一个组织批准您加入。
    .title = 还没有归属组织
    .next = 请申请加入您的单位、学校或社区所在的组织，批准后就能报名。
enrolment-own-members-only = 这个活动只面向{ $organisation }自己的成员。
    .title = 只限本组织成员
    .next = 您可以申请加入这个组织，或者看看其他活动。
enrolment-not-open = 这个活动没有发布，或者不招募志愿者。
    .title = 没有开放报名
    .next = 请看看其他活动；有疑问请联系活动负责人。
enrolment-too-early = 报名从 { $opens_at } 开始。
    .title = 报名还没开始
    .next = 请到时间再来；可以先关注这个活动。
enrolment-too-late = 报名已于 { $closed_at } 截止。
    .title = 报名已截止
    .next = 请联系活动负责人询问能否加入，或者看看其他活动。
enrolment-full = { $places } 个名额都有人了，这个岗位没有候补。
    .title = 名额已满
    .next = 请看看其他岗位或附近的其他活动。
enrolment-too-young = 这个岗位要求年满 { $age_min } 岁，您现在 { $age } 岁。
    .title = 年龄不符合
    .next = 请看看其他岗位，或者有家长一起参加的亲子活动。
enrolment-too-old = 这个岗位要求不超过 { $age_max } 岁，您现在 { $age } 岁。
    .title = 年龄不符合
    .next = 请看看其他岗位；身体条件合适时，可以与活动负责人商量。
enrolment-wrong-sex = 这个岗位因服务需要，只招募另一性别的志愿者。
    .title = 性别不符合
    .next = 请看看其他岗位；有疑问请联系活动负责人。
enrolment-already = 您已经报名，目前的状态是“{ enrolment-state-said }”。
    .title = 已经报过名
    .next = 请到“我的活动”查看，不用再报一次。
enrolment-overlaps = 您已被“{ $activity }”录用，它从 { $starts_at } 开始，与这个活动时间重叠。
    .title = 时间有冲突
    .next = 请先退出那个活动，或者选择别的时间。
enrolment-wrong-state = 这份报名目前的状态是“{ enrolment-state-said }”，不能进行这项操作。
    .title = 现在不能这样操作
    .next = 请刷新页面查看最新状态，可能已有同事处理过。
enrolment-withdrawal-over = 自行退出的时间在 { $closed_at } 已经截止。
    .title = 退出时间已过
    .next = 确实不能参加时，请尽快联系活动负责人，方便安排别人。
enrolment-reason-missing = 不录用或移出志愿者必须写明原因，对方会看到它。
    .title = 请写明原因
    .next = 请用一两句话写明原因，再提交。
enrolment-not-a-member = 只能邀请已加入本组织的志愿者。
    .title = 不是本组织成员
    .next = 请先请对方申请加入组织，批准后再邀请。
enrolment-no-position = 还没有选择岗位。
    .title = 请选择岗位
    .next = 请选一个岗位再提交。
enrolment-risks-unread = 这个活动写明了风险，报名前需要确认已经了解。
    .title = 请确认风险提示
    .next = 请阅读风险提示并勾选，再提交。
enrolment-nobody-picked = 没有选中任何人。
    .title = 请先选人
    .next = 请至少选一位志愿者再操作。
