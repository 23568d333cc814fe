# 活动：规则说“不”时的话
activity-state-said = { $state ->
    [draft] 草稿
    [in-review] 审核中
    [returned] 已退回
    [published] 已发布
    [cancelled] 已取消
    [finished] 已结束
    [archived] 已归档
   *[other] { $state }
}
activity-no-part = 招募和计时都没有选，这个活动什么也不会发生。
    .title = 还没有内容
    .next = 请至少开启招募或计时其中一项，再保存。
activity-no-session = 要计时的活动至少需要一个场次，写明哪一天、几点开始、几点结束。
    .title = 缺少活动时间
    .next = 请添加活动场次后再提交。
activity-session-length = { $day }的场次结束时间早于开始时间，或者超过了 24 小时。
    .title = 场次时间不对
    .next = 请检查这一场的起止时间；跨多天的活动请每天各设一场。
activity-sessions-overlap = { $day }有两个场次的时间重叠了。
    .title = 场次时间重叠
    .next = 请调整其中一场的时间，或者合并为一场。
activity-no-places = 已开启招募，但没有一个岗位有名额。
    .title = 缺少招募名额
    .next = 请至少添加一个岗位，并写明招募人数。
activity-too-many-places = 一个活动最多可以招募 { $places_max } 人。
    .title = 名额太多
    .next = 请减少名额，或者拆分为几个活动。
activity-sign-up-window = 报名截止早于报名开始，或者晚于活动结束。
    .title = 报名时间不对
    .next = 请检查报名的开始和截止时间。
activity-in-the-past = 所填的时间都已过去，最后一场在 { $ended_at_full } 就结束了。
    .title = 活动时间已过
    .next = 请改为将来的时间；已经做完的服务请用“补录”登记。
activity-not-a-place = 地图上的位置不存在，或者签到范围超出了允许的大小。
    .title = 地点不对
    .next = 请在地图上重新选点，并检查签到范围。
activity-self-sign-in-too-small = 自助签到只用于 { $expected_min } 人以上的活动，这个活动预计 { $expected } 人。
    .title = 人数不够开启自助签到
    .next = 请改用扫码签到或现场口令，人数不多时这样更快。
activity-no-policy = 这个活动标明有危险，但没有填写保险单号和保险期间。
    .title = 缺少保险
    .next = 请先为志愿者投保，填写保单号和起止日期后再提交。
activity-agreement-missing = 发布活动前需要同意诚信协议（第 { $version } 版）。
    .title = 请先同意诚信协议
    .next = 请阅读协议并勾选同意，然后再次提交。
activity-wrong-state = 这个活动目前的状态是“{ activity-state-said }”，不能进行这项操作。
    .title = 现在不能这样操作
    .next = 请刷新页面查看最新状态，可能已有同事处理过。
activity-reason-missing = 退回或取消活动必须写明原因，相关的人会看到它。
    .title = 请写明原因
    .next = 请用一两句话写明原因，再提交。
activity-own-review = 这个活动是您提交的，需要由另一位管理员审核。
    .title = 不能审核自己提交的活动
    .next = 请联系审核组织的其他管理员处理。
activity-age-limits = 最小年龄大于最大年龄，没有人能符合。
    .title = 年龄要求不对
    .next = 请检查岗位的年龄要求。

activity-places-taken = 岗位“{ $position }”已有 { $taken } 人占用名额，不能减到更少，也不能删去。
    .title = 名额已被占用
    .next = 请把名额改为不少于已占用的人数，或先移出多余的志愿者再修改。
activity-session-used = { $day }的场次已有人签到，不能删去。
    .title = 场次已有考勤
    .next = 请保留这一场；计时有误时，在考勤记录里更正。
