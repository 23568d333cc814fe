
certificate-human-working = 正在确认您不是程序，约几秒
certificate-human-done = 已确认
certificate-human-failed = 没有确认成功，请刷新页面再试
certificate-human-code = 图中的五位数字
certificate-human-hint = 看不清可以听读，或刷新页面换一张
certificate-human-picture = 手写的五位数字；看不清请用下面的听读
certificate-human-speech = 听读数字
