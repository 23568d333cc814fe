# 协议：规则说“不”时的话
agreement-said = { $agreement ->
    [terms] 服务协议
    [privacy] 隐私政策
    [integrity] 诚信协议
   *[other] { $agreement }
}
agreement-not-accepted = 需要同意{ agreement-said }才能继续。
    .title = 还没有同意协议
    .next = 请阅读后勾选同意；有疑问可以先查看帮助中心。
agreement-read-in-full = { agreement-said }已更新为第 { $version } 版，请看完全文再同意。
    .title = 协议有新版本
    .next = 请打开全文，读到末尾后勾选同意。
agreement-other-version = 您看到的协议刚刚更新为第 { $version } 版，刚才的同意没有记下。
    .title = 协议刚刚更新
    .next = 请刷新页面，阅读新版本后再同意。
