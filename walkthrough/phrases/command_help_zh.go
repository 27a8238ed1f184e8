package phrases

var helpChinese = map[string]Help{
	"": {
		Short: "kube-apiserver 启动过程导览",
		Long: `kube-apiserver 启动过程导览。apitour 启动一个虽小却完整的 Kubernetes API 服务器，把启动的每个阶段都录下来，
再带你走一遍：发生了什么，用了多久，源码在哪里，还有一篇讲解。不带命令时，它启动服务器并打开导览。`,
		Example: `  apitour                                   启动服务器，打开导览
  apitour play                              导览一份录好的启动，不启动任何东西
  apitour record -o boot.jsonl              录下一次启动
  apitour render boot.jsonl -o boot.md      把这趟导览写成一个页面
  apitour request --list                    跟着一个请求走过服务器
  apitour break port-taken                  故意弄错一处再启动
  apitour shell                             在服务器上试用 kubectl，shell 结束它就停止
  apitour quiz --due                        改天再答一遍导览的问题
  apitour notes verify                      核对讲解与录制是否相符
  apitour apiserver --data-dir ./data       运行服务器本身，给 kubectl 用`,
	},
	"tour": {
		Short: "启动服务器，打开导览（不带命令时 apitour 也这样做）",
	},
	"play": {
		Short: "导览一份录好的启动；不给文件时，用 apitour 内置的那一份",
		Long: `导览一份录好的启动；不给文件时，用 apitour 内置的那一份。FILE 是 OTLP JSON，布局不限，也可以是 gzip 或 zstd；
- 是标准输入，这时按键从终端读取。给出同一个程序的几份录制时，导览的是第一份，并说明每个阶段在全部录制里用了
多久，哪些先后只是偶然。没有终端时，整趟导览连同比较一起打印出来。`,
		Example: `  apitour play boot.jsonl
  apitour play monday.jsonl tuesday.jsonl wednesday.jsonl
  apitour play monday.jsonl tuesday.jsonl | less
  apitour play --notes ./notes shop.jsonl       # 你自己的程序，用你自己的讲解
  curl -s http://localhost:16686/api/v3/traces/TRACE-ID | apitour play -`,
	},
	"record": {
		Short: "启动服务器直到就绪，录下每个阶段，再停止它",
		Long: `在临时目录里启动服务器，直到就绪，把启动的 span 写进一个文件，再停止服务器。文件是 OTLP JSON，每行一个对象；
OpenTelemetry Collector 和 Jaeger 也能读。失败的启动也会录下来。`,
		Example: `  apitour record -o boot.jsonl
  apitour record -o - | jq .
  apitour record -o boot.jsonl -- --insecure-port 8080`,
	},
	"render": {
		Short: "把一份录制的导览写成一个页面",
		Long: `把一份录制的导览写成一个页面：目录、带用时的阶段树，以及每个阶段的讲解、源码和它的 span 的各项事实。不给文件
时，页面讲的是 apitour 内置的录制。如果是别的程序的 trace，页面上是它的 span 的事实，加上 --notes 还有你自己
的讲解。超过 5,000 个阶段的页面，大多数程序都显示不了：那就只写大纲，各章用 --stage 或 --all 写出。FILE 是
OTLP JSON，布局不限，也可以是 gzip 或 zstd；- 是标准输入。给出同一个程序的几份录制时，页面讲的是第一份，并说
明每个阶段在全部录制里用了多久，哪些先后只是偶然。svg 格式则是终端导览的一张图。`,
		Example: `  apitour render boot.jsonl --format markdown -o boot.md
  apitour render | less
  apitour render monday.jsonl tuesday.jsonl wednesday.jsonl -o compared.md
  apitour render large.jsonl --stage 'POST /order' -o order.md
  apitour render --notes ./notes shop.jsonl -o shop.md`,
	},
	"request": {
		Short: "启动服务器，发给它一个请求，跟着请求走过每个过滤器和服务器",
		Long: `在临时目录里启动服务器，发给它一个请求，停止它，再显示请求走过的路：处理链的每个过滤器和它自身的用时，每个服
务器为什么把请求交给下一个，然后是准入、存储和 etcd。在终端里这是一趟导览，有讲解和源码；在别处是文本。

NAME 是一个引导请求的名字。引导请求会备好自己所需的一切，并附有讲解。`,
		Example: `  apitour request --list
  apitour request aggregated
  apitour request /apis/apps/v1/namespaces/default/deployments --as jane
  apitour request POST /api/v1/namespaces --data namespace.json
  apitour request '/api/v1/configmaps?watch=true' --watch-for 3s
  apitour request denied --at WithAuthorization`,
	},
	"break": {
		Short: "故意弄错一处再启动服务器，看错误出现在哪里",
		Long: `故意弄错一处再启动服务器，看它在哪个阶段失败，错误怎样一层层传上来，运维人员会看到什么。一切都在临时目录里、在
本机的回环地址上进行，并随命令结束。`,
		Example: `  apitour break                             列出各种出错的启动
  apitour break port-taken                  启动时，端口已被另一个进程占用
  apitour break port-taken | less           同样的内容，写成文本
  apitour break port-taken -o taken.jsonl   同上，并把这次启动的 trace 写进文件
  apitour break port-taken --step --at SecureServing.ApplyTo
                                            让服务器暂停在将要失败的地方`,
	},
	"shell": {
		Short: "启动服务器，打开一个 kubectl 已连上它的 shell，shell 结束时停止服务器",
		Long: `在临时目录里、在任意一个空闲端口上启动服务器，以服务器管理员的身份打开你的 shell，shell 结束时停止服务器，
不留下任何东西。标准输入不是终端时，它就是给 sh 的脚本，脚本的退出码就是 apitour 的退出码。

shell 通过环境变量找到服务器：

  KUBECONFIG      服务器管理员的凭据；kubectl 会读它
  APITOUR_SERVER  服务器的地址，https://127.0.0.1:PORT
  APITOUR_DATA    它的数据目录：etcd 的文件，以及 pki 里的证书
  APITOUR_LOG     它的日志文件
  APITOUR_PID     它的进程`,
		Example: `  apitour shell
  echo 'kubectl get namespaces' | apitour shell
  apitour shell -- --authorization-mode=AlwaysAllow <tests.sh`,
	},
	"quiz": {
		Short: "改天再答一遍导览的问题",
		Long: `回答导览所问的问题，但不走导览：问启动的各个阶段，问引导请求，也问出错的启动。每个问题你掌握得怎样，都记在你的
设置里，在导览里的回答也一样：答对的问题过 1 天再问，然后过 3、7、21 天；答错的第二天再问。到期的先问。输入
答案的编号；直接回车跳过；q 结束。答错不扣分。

NAME 是一个引导请求或者一个出错的启动的名字。`,
		Example: `  apitour quiz                              所有问题
  apitour quiz --due                        今天到期的
  apitour quiz request                      关于引导请求的
  apitour quiz hook-hangs                   关于这个出错的启动的`,
	},
	"notes": {
		Short: "列出讲解，显示一篇，按消息查找讲解，核对讲解是否仍然属实",
		Example: `  apitour notes list
  apitour notes show create-server-chain
  apitour notes find "failed to create listener"
  apitour notes verify boot.jsonl`,
	},
	"notes list": {
		Short: "列出讲解：每篇的名字和标题",
	},
	"notes show": {
		Short: "以文本显示一篇讲解，以及它对 trace 的断言",
		Long: `以文本显示一篇讲解，下面是它对 trace 的断言。NAME 是讲解的名字，apitour notes list 会列出它们；也可以是讲解
所讲的阶段的名字。`,
		Example: `  apitour notes show create-server-chain
  apitour notes show WithAudit | less`,
	},
	"notes find": {
		Short: "按消息查找讲解：日志的一行，/readyz?verbose 的一行，客户端的一个错误",
		Long: `找出一段文字说的是什么，以及哪些讲解讲到它。TEXT 是运维人员手上有的东西：服务器日志的几行（带不带 klog 的行首
都可以），/livez?verbose 或 /readyz?verbose 的应答，kubectl 打印的错误，退出码（“exit status 1”）。用 - 则从标准
输入读取文字，可以有很多行。

这段文字会与讲解所说的迹象对照，也与 Kubernetes 源码和 apitour 自己的服务器里的消息对照。apitour 带有一张消息表：
从 v1.17 起，每条消息在每个次要版本里的位置。对每一行都会说明：它是什么意思，下一步看哪里，这条消息在上游的什么
地方，哪些版本里有。klog 行首里的位置能说明是哪个版本。全程不用网络。

没有认出任何消息时，退出码是 1。`,
		Example: `  apitour notes find "failed to create listener: failed to listen on 0.0.0.0:6443"
  apitour notes find '[-]poststarthook/rbac/bootstrap-roles failed: reason withheld'
  apitour notes find exit status 255
  kubectl get --raw '/readyz?verbose' 2>&1 | apitour notes find -
  journalctl -u kube-apiserver | grep ' [EF][0-9]' | apitour notes find --output json -`,
	},
	"notes verify": {
		Short: "用录制或者上游的源码核对讲解",
		Long: `用录制核对讲解对 trace 的断言：启动的录制，请求的录制，凡是 apitour 录下的都可以。不给文件时，用 apitour 内置
的录制：一次启动，各个引导请求，各个出错的启动。一份录制只能判定与它的内容有关的断言：启动的录制判定不了关于请
求的断言，也判定不了关于它没有带的标志的断言。加上 --fresh，apitour 会把断言讲到的全都录下来，需要半分钟：带标
志和不带标志的启动，引导请求，出错的启动。有断言不成立时，退出码是 1。

加上 --upstream，则说明讲解在 Kubernetes 源码里的哪些出处已经不再是讲解所说的样子。一个出处是讲解 front
matter 里的一个锚点，或者正文里指出的某个文件的一行或几行。它锚定在包含它的声明上，比较的是声明的词法单元：
注释和空白不算。

  same      代码相同，行也相同
  moved     代码相同，但在别的行、别的文件或者别的包里
  changed   名字相同，代码不同
  gone      没有这样的声明

如果有讲解要改，退出码是 1：讲解所讲的版本里有的出处，变了或者没了。只有与更新的版本或检出的仓库比较时才这样
判断。“all”列出的版本不用网络就能比较，其余的由 go 命令下载。`,
		Example: `  apitour notes verify
  apitour notes verify boot.jsonl request.jsonl
  apitour notes verify --fresh
  apitour notes verify --output json | jq '.results[] | select(.verdict == "fails")'
  apitour notes verify --upstream all                        所有次要版本，列在一张表里
  apitour notes verify --upstream v1.36.3
  apitour notes verify --upstream ~/src/kubernetes           检出的仓库`,
	},
	"apiserver": {
		Short: "运行服务器本身，给 kubectl 和其他所有客户端用",
	},
	"completion": {
		Short: "为指定的 shell 生成自动补全脚本",
		Long:  `为指定的 shell 生成 apitour 的自动补全脚本。各个子命令的帮助里说明了怎样使用生成的脚本。`,
	},
	"help": {
		Short: "任何命令的帮助",
	},
}

var flagsChinese = map[string]string{
	"ascii":      "只用 ASCII 画导览",
	"lang":       "导览的语言 `LANGUAGE`：en 或 zh（默认：区域设置的语言）",
	"plain":      "文字行模式，不用整个屏幕；在其中输入 help",
	"path":       "哪些步是站：short、main 或 all（默认：上次选的，没有则为 main）",
	"at":         "从阶段 `STAGE`（名字、编号或地址）开始；暂停着的服务器会运行到那里",
	"notes":      "用 `DIR` 里的讲解（而不是 apitour 自己的）来讲 FILE；可以重复",
	"max-memory": "FILE 可以占用多少内存，如 8GB（默认是空闲内存的一半）",

	"break output": "把启动的 trace 写进这个文件，- 是标准输出；其余内容这时写成文本",
	"break step":   "让服务器暂停在第一个阶段，以便单步运行；各阶段的超时这时不会到期",

	"quiz due": "只问今天到期的问题",

	"record output": "要写的文件，- 是标准输出",

	"render format":      "%s 之一",
	"render output":      "要写的文件，- 是标准输出",
	"render stable":      "略去时间和 ID，使同一个程序的两次启动写出同样的页面",
	"render stage":       "只写这个阶段或 span（名字、编号或地址），以及它里面的一切",
	"render translation": "加一个链接，指向另一种语言的同一页：`LANGUAGE=FILE`",
	"render all":         "为每个阶段写一章，超过 5,000 个也写",

	"request list":         "列出引导请求",
	"request output":       "把请求的 trace 写进这个文件，- 是标准输出",
	"request as":           "管理员所伪装的用户",
	"request anonymous":    "不带凭据",
	"request data":         "含请求体的文件，- 是标准输入",
	"request content-type": "请求体的媒体类型",
	"request watch-for":    "读取应答的时长；watch 默认为 1s",

	"notes find output":     "text（给人看）或 json",
	"notes verify fresh":    "现在就录下启动、请求和出错的启动，用来核对讲解",
	"notes verify upstream": "与 Kubernetes 的一个版本、检出的仓库所在的目录，或者全部（all）比较",
	"notes verify output":   "text（给人看）或 json；--upstream all 还可以是 markdown",
}
