# 文字：规则说“不”时的话
text-missing = 这一栏还没有填写。
    .title = 请填写内容
    .next = 请填写后再提交。
text-too-long = 最多 { $characters_max } 个字，现在有 { $characters } 个。
    .title = 内容太长
    .next = 请写得简短一些。
text-too-short = 至少 { $characters_min } 个字，现在有 { $characters } 个。
    .title = 内容太短
    .next = 请再写几个字。
text-unprintable = 内容里有看不见的特殊字符，可能是粘贴时带来的。
    .title = 有看不见的字符
    .next = 请删掉后手工输入。
text-not-allowed = 这一栏里不能有“{ $character }”。
    .title = 有不能用的字符
    .next = 请去掉这个字符。
