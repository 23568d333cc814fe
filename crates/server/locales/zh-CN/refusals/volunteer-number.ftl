# 志愿者编号：规则说“不”时的话
volunteer-number-wrong-form = 志愿者编号是 13 位数字。
    .title = 志愿者编号不对
    .next = 请对照志愿者证上的编号再输入一次，或直接扫码。
volunteer-number-wrong-check-digit = 这个编号对不上，可能输错了其中一位。
    .title = 志愿者编号有误
    .next = 请逐位核对，或直接扫描志愿者证上的二维码。
