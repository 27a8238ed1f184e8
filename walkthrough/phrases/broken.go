package phrases

// Broken is what is said of boots with one thing wrong.
type Broken struct {
	Summaries map[string]string // what is wrong, by the name of the broken boot
	Faults    BrokenFaults
	Ahead     BrokenAhead
	Report    BrokenReport
	Wrong     BrokenWrong
}

var brokenEnglish = Broken{
	Summaries: map[string]string{
		"bad-flag":                "a flag has a value that does not exist",
		"newer-etcd":              "the data directory was used by a newer etcd",
		"port-taken":              "another process listens on the server's port",
		"unreadable-ca":           "the file of client authorities holds no certificate",
		"etcd-unreachable":        "nothing answers at etcd's address (takes 20 s)",
		"etcd-slow":               "etcd is behind a slow connection",
		"slow-start":              "the server starts so slowly that its first client gives up (takes 13 s)",
		"hook-fails":              "a post-start hook returns an error",
		"hook-hangs":              "a post-start hook never returns",
		"expired-certificate":     "the serving certificate has expired",
		"conversion-webhook-down": "nothing answers at the address of a CRD's conversion webhook",
	},
	Faults: brokenFaultsEnglish, Ahead: brokenAheadEnglish, Report: brokenReportEnglish, Wrong: brokenWrongEnglish,
}

var brokenChinese = Broken{
	Summaries: map[string]string{
		"bad-flag":                "某个标志的值不存在",
		"newer-etcd":              "版本更高的 etcd 用过这个数据目录",
		"port-taken":              "另一个进程在监听服务器的端口",
		"unreadable-ca":           "客户端证书颁发机构的文件里没有证书",
		"etcd-unreachable":        "etcd 的地址上没有应答（需要 20 s）",
		"etcd-slow":               "etcd 的连接很慢",
		"slow-start":              "服务器启动得太慢，第一个客户端放弃了（需要 13 s）",
		"hook-fails":              "一个启动后钩子返回错误",
		"hook-hangs":              "一个启动后钩子永远不返回",
		"expired-certificate":     "服务证书已经过期",
		"conversion-webhook-down": "某个 CRD 的转换 Webhook 的地址上没有应答",
	},
	Faults: brokenFaultsChinese, Ahead: brokenAheadChinese, Report: brokenReportChinese, Wrong: brokenWrongChinese,
}

// BrokenFaults says what was made wrong, in a sentence or two.
type BrokenFaults struct {
	BadFlag         Format // the flag
	PortTaken       Format // the port, the flag
	UnreadableCA    string
	EtcdUnreachable Format // the flag
	HookFails       string
	HookHangs       string
	Expired         string
	ConversionDown  Format // the address
	NewerEtcd       Format // the version
	SlowStart       Format // for how long etcd is silent
	EtcdSlow        Format // the delay, the timeout
}

var brokenFaultsEnglish = BrokenFaults{
	BadFlag:   "The server was given %s.",
	PortTaken: "apitour itself listens on port %s of 127.0.0.1, and the server was given %s.",
	UnreadableCA: "The file of --client-ca-file begins like a certificate and ends in the middle of it, " +
		"as after a copy that was cut short.",
	EtcdUnreachable: "The server was given %s, where nothing listens.",
	HookFails: "A post-start hook was added, hook-fails. It waits until the rest of the server is ready, looks for a " +
		"ConfigMap for two seconds, and returns an error, because the ConfigMap is not there.",
	HookHangs: "A post-start hook was added, hook-hangs, which waits until the server ends.",
	Expired:   "The serving certificate of --tls-cert-file was valid for a year, until yesterday.",
	ConversionDown: "A kind was defined, Dial, with two versions and a conversion webhook at %s, where nothing " +
		"listens. A dial was written as v1.",
	NewerEtcd: "The server was booted once on a data directory, and the versions in its database were set to %s, as " +
		"an etcd of that version leaves them.",
	SlowStart: "The server was given an etcd that takes connections and answers nothing for %s, as an etcd does that " +
		"was started at the same time and is not up yet. The server waits for it, with its port bound.",
	EtcdSlow: "The server was given a healthy etcd behind a connection that delays everything by %s in each " +
		"direction. The timeout of etcd's health checks was set to %s: with the default, 2 s, the connection would " +
		"have to be so slow that the boot takes a minute.",
}

var brokenFaultsChinese = BrokenFaults{
	BadFlag:         "给服务器的标志是 %s。",
	PortTaken:       "apitour 自己在监听 127.0.0.1 的端口 %s，而给服务器的标志也是 %s。",
	UnreadableCA:    "--client-ca-file 的文件开头像一张证书，却在中间断了，就像没有复制完整。",
	EtcdUnreachable: "给服务器的标志是 %s，那里没有进程在监听。",
	HookFails: "添加了一个启动后钩子 hook-fails。它等到服务器的其余部分都就绪，用两秒钟找一个 ConfigMap，" +
		"然后返回错误，因为那个 ConfigMap 并不存在。",
	HookHangs:      "添加了一个启动后钩子 hook-hangs，它一直等到服务器结束。",
	Expired:        "--tls-cert-file 的服务证书有效期一年，昨天到期。",
	ConversionDown: "定义了一个类别 Dial，有两个版本，转换 Webhook 在 %s，那里没有进程在监听。已经以 v1 写入了一个 dial。",
	NewerEtcd:      "服务器在一个数据目录上启动过一次，然后把它数据库里的版本改成了 %s，就像那个版本的 etcd 留下的一样。",
	SlowStart: "服务器得到的 etcd 接受连接，却有 %s 什么也不应答，就像同时启动、还没有起来的 etcd。" +
		"服务器等着它，端口已经绑定。",
	EtcdSlow: "服务器得到的 etcd 是健康的，但连接在两个方向上都把一切延迟 %s。etcd 健康检查的超时设成了 %s：" +
		"用默认值 2 s 的话，连接就得慢到启动要花一分钟。",
}

// BrokenAhead says where it will show.
type BrokenAhead struct {
	StageAndCheck Format // a stage, checks
	Stage         Format
	Checks        Format // the path of the checks, their names
	Early         Format // the path of a request
	InStage       Format // the path, the stage in which the request fails
	Refused       Format // the path
	Comma         string // between checks
}

var brokenAheadEnglish = BrokenAhead{
	StageAndCheck: "The stage %s will fail, and the server will end. Until then the check %s will be red.",
	Stage:         "The stage %s will fail, and the server will end.",
	Checks:        "No stage will fail. These checks of %s will stay red: %s",
	Early: "The server boots normally, if slowly. A client that sends GET %s as soon as the port is bound gives up " +
		"before the server serves.",
	InStage: "The server boots normally. The client then sends GET %s, which fails in %s.",
	Refused: "The server boots normally. The client then refuses to send GET %s.",
	Comma:   ", ",
}

var brokenAheadChinese = BrokenAhead{
	StageAndCheck: "阶段 %s 会失败，服务器会结束。在那之前，检查 %s 会是红的。",
	Stage:         "阶段 %s 会失败，服务器会结束。",
	Checks:        "没有阶段会失败。%s 的这些检查会一直是红的：%s",
	Early:         "服务器正常启动，只是慢。端口一绑定就发送 GET %s 的客户端，等不到服务器提供服务就放弃了。",
	InStage:       "服务器正常启动。然后客户端发送 GET %s，它在 %s 里失败。",
	Refused:       "服务器正常启动。然后客户端拒绝发送 GET %s。",
	Comma:         "、",
}

// BrokenReport is what was seen, for a reader who was not there.
type BrokenReport struct {
	Title     Format // the name, the summary
	Wrong     string // here: headings
	Where     string
	Operator  string
	StaysRed  Format // the path of the checks, their names
	Hook      Format // the check of a hook that has not returned
	NoFailure string
	Fails     Format // a stage
	NoAnswer  Format // here and below: the path of a request
	Refuses   Format
	Answered  Format // … its status
	InEvent   Format // the stage in which the request failed
	Early     Format // the stage that binds the port, how long the client waited, the path
	Serves    Format // how long after that the server serves

	EndsItself   Format // the exit code, after how long
	KeepsRunning Format // after how long it was stopped
	NoHealth     string
	Answers      Format // the path, the status code, how many checks are green, how many red
	EmptyLog     string
	EndOfLog     string
	LastWords    string
}

var brokenReportEnglish = BrokenReport{
	Title:     "%s: %s",
	Wrong:     "What is wrong",
	Where:     "Where it shows",
	Operator:  "What an operator sees",
	StaysRed:  "No stage fails. The server serves, and these checks of %s stay red: %s",
	Hook:      "The hook of %s has not returned.",
	NoFailure: "No stage has failed.",
	Fails:     "%s fails. The error on its way up, with what each stage adds:",
	NoAnswer:  "GET %s got no answer.",
	Refuses:   "The server boots normally. The client refuses to send GET %s:",
	Answered:  "The server boots normally. GET %s is answered with %s:",
	InEvent:   "The request failed in the stage %s, which the library tells in an event:",
	Early: "The port is bound in %s. The client connects, sends the first part of the TLS handshake and " +
		"waits.\nAfter %s it gives GET %s up:",
	Serves: "The server takes its first connection in prepared.Run, which begins %s after the port was bound.",

	EndsItself:   "The server ends by itself, with exit code %d, after %s.",
	KeepsRunning: "The server keeps running; apitour stopped it after %s.",
	NoHealth:     "It answered no health check.",
	Answers:      "%s?verbose answers %d: %d checks are green, %d red",
	EmptyLog:     "The log is empty.",
	EndOfLog:     "The end of its log:",
	LastWords:    "Its last words:",
}

var brokenReportChinese = BrokenReport{
	Title:     "%s：%s",
	Wrong:     "弄错了什么",
	Where:     "错误出现在哪里",
	Operator:  "运维人员会看到什么",
	StaysRed:  "没有阶段失败。服务器提供服务，而 %s 的这些检查一直是红的：%s",
	Hook:      "%s 的钩子没有返回。",
	NoFailure: "没有阶段失败。",
	Fails:     "%s 失败了。错误逐层往上传，每个阶段加上的话是：",
	NoAnswer:  "GET %s 没有得到应答。",
	Refuses:   "服务器正常启动。客户端拒绝发送 GET %s：",
	Answered:  "服务器正常启动。GET %s 得到的应答是 %s：",
	InEvent:   "请求在阶段 %s 里失败，库用一个事件说明了这一点：",
	Early:     "端口在 %s 里绑定。客户端连接上，发出 TLS 握手的第一部分，然后等待。\n等了 %s，它放弃 GET %s：",
	Serves:    "服务器在 prepared.Run 里接受第一个连接，那个阶段在端口绑定之后 %s 才开始。",

	EndsItself:   "服务器自己结束，退出码 %d，用时 %s。",
	KeepsRunning: "服务器一直在运行；过了 %s，apitour 停止了它。",
	NoHealth:     "它没有应答过健康检查。",
	Answers:      "%s?verbose 应答 %d：%d 项检查是绿的，%d 项是红的",
	EmptyLog:     "日志是空的。",
	EndOfLog:     "日志的末尾：",
	LastWords:    "它最后的输出：",
}

// BrokenWrong says what differs from the announcement, and what kept a boot from being broken.
type BrokenWrong struct {
	Otherwise     Format // the name of the boot, what differs
	Record        string // a hint
	OnlyRed       Format // checks
	NotReady      Format // the path of a request
	RequestPassed Format // a stage of the request
	NotRefused    Format // a message
	NotEnded      string
	NotFailed     Format // a stage
	FailedWith    Format // a stage, its message
	RedBefore     Format // checks
	Break         Format // the error
	Folder        Format // the error
	WritableTemp  string // a hint
	NoNote        Format // the name of the boot
}

var brokenWrongEnglish = BrokenWrong{
	Otherwise:     "break %q: %s",
	Record:        "apitour record writes the trace of a boot, a failed one too",
	OnlyRed:       "%q, and no other check, should have stayed red",
	NotReady:      "the server should have become ready for GET %s",
	RequestPassed: "stage %q of the request should have failed",
	NotRefused:    "the client should have refused, with %q",
	NotEnded:      "the server should have ended",
	NotFailed:     "stage %q should have failed",
	FailedWith:    "stage %q failed with %q",
	RedBefore:     "%q, and no other check, should have been red before the end",
	Break:         "break the boot: %w",
	Folder:        "make a folder for the fault: %w",
	WritableTemp:  "see that the folder that TMPDIR names can be written to",
	NoNote:        "no note explains %q",
}

var brokenWrongChinese = BrokenWrong{
	Otherwise:     "出错的启动 %q：%s",
	Record:        "apitour record 写下一次启动的 trace，失败的启动也一样",
	OnlyRed:       "本应只有 %q 一直是红的",
	NotReady:      "服务器本应就绪，接受 GET %s",
	RequestPassed: "请求的阶段 %q 本应失败",
	NotRefused:    "客户端本应拒绝，消息是 %q",
	NotEnded:      "服务器本应结束",
	NotFailed:     "阶段 %q 本应失败",
	FailedWith:    "阶段 %q 失败，消息是 %q",
	RedBefore:     "结束之前，本应只有 %q 是红的",
	Break:         "让启动出错：%w",
	Folder:        "为故障创建目录：%w",
	WritableTemp:  "确认 TMPDIR 所指的目录可以写入",
	NoNote:        "没有解释 %q 的讲解",
}
