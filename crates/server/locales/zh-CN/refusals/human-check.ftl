# 人机验证：规则说“不”时的话
human-check-needed = 为防止恶意操作，这一步需要先完成人机验证。
    .title = 请完成人机验证
    .next = 请等页面上的验证自动完成；没有自动完成时，可以看图输入或听读数字。
human-check-wrong = 输入的数字不对，或者验证没有完成。
    .title = 验证没有通过
    .next = 请换一张图再试；看不清可以点“听读数字”。
human-check-expired = 这次验证已经过期。
    .title = 验证已过期
    .next = 请刷新页面，重新验证一次。
human-check-other-action = 这次验证是为另一步操作做的。
    .title = 验证用错了地方
    .next = 请刷新页面，重新验证一次。
human-check-used = 每次验证只能用一次，这次的已经用过。
    .title = 验证已经用过
    .next = 请刷新页面，重新验证一次。
