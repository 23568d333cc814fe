# 姓名：规则说“不”时的话
name-surname-missing = 姓氏还没有填写。
    .title = 请填写姓氏
    .next = 请照证件填写；只有单名的，把名字填在姓氏一栏，名字一栏留空。
name-too-long = 姓和名合计最多 { $characters_max } 个字，现在有 { $characters } 个。
    .title = 姓名太长
    .next = 请照证件上的写法填写；证件上就是这样的，请联系归属组织的管理员。
name-digit = 姓名里不能有“{ $character }”。
    .title = 姓名里有数字
    .next = 请照证件上的写法填写。
name-not-allowed = 姓名里不能有“{ $character }”。
    .title = 姓名里有不能用的字符
    .next = 请照证件上的写法填写，不要加表情、符号或空格。
name-not-pinyin = 拼音里不能有“{ $character }”。
    .title = 拼音写法不对
    .next = 请只用英文字母填写，不标声调。
