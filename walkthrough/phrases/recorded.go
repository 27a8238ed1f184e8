package phrases

import "strings"

// Recorded is what our server writes into a recording and a sentence repeats: what a stage waits for, why it is never
// held, what a director decided. A recording is the same for all readers, so it is in English, and so are facts in
// the front matter of notes; here they are said in the reader's language.
type Recorded struct {
	// Said returns a text of the server in the reader's language, and any other text as it is.
	Said func(text string) string
	// Quoted marks a text that is said as it was recorded.
	Quoted Format
}

var recordedEnglish = Recorded{Said: func(text string) string { return text }, Quoted: "%s"}

var recordedChinese = Recorded{Said: recordedInChinese, Quoted: "「%s」"}

// recordedInChinese finds the text among those of our server, or one of the forms that it has.
func recordedInChinese(text string) string {
	plain := strings.TrimRight(text, ".")
	if said, known := serverTexts[plain]; known {
		return said
	}
	for _, form := range serverForms {
		rest, begins := strings.CutPrefix(plain, form.before)
		rest, ends := strings.CutSuffix(rest, form.behind)
		if begins && ends && rest != "" {
			return form.said.With(recordedInChinese(rest))
		}
	}
	return text
}

// serverTexts are texts of package apiserver and of front matter, without their full stops.
var serverTexts = map[string]string{
	// what a stage waits for
	"the election timeout of etcd":                        "etcd 的选举超时",
	"every check of /readyz":                              "/readyz 的每项检查",
	"the time of --shutdown-delay-duration":               "--shutdown-delay-duration 的时间",
	"every request that is being answered":                "每个正在应答的请求",
	"the watch cache of every built-in kind":              "每个内置类别的 watch 缓存",
	"the HTTP server":                                     "HTTP 服务器",
	"passed on":                                           "往下传",
	"served":                                              "由它提供",
	"not served":                                          "不提供",
	"proxied":                                             "转发",
	"path of its own":                                     "是它自己的路径",
	"no flag asks for it":                                 "没有标志要求它",
	"not checked yet":                                     "还没有检查过",
	"404: no server has it":                               "404：哪个服务器都没有它",
	"503: some server may still come to have it":          "503：还可能有服务器会有它",
	"not begun, because the server is stopping":           "没有开始，因为服务器正在停止",
	"given up, because the server is stopping":            "放弃了，因为服务器正在停止",
	"its group version is, but has no route for the path": "提供了这个组版本，但没有这个路径的路由",
	// what the notes know of checks that no stage turns green
	"always green":                                             "一直是绿的",
	"always green, unless logging is stuck":                    "一直是绿的，除非日志卡住了",
	"green until the server stops":                             "服务器停止之前都是绿的",
	"green while there is room in the embedded database":       "嵌入式数据库还有空间时是绿的",
	"green while the server's certificate for itself is valid": "服务器签给自己的证书有效时是绿的",
	// why a stage is never held
	"etcd elects itself by its own clock, with or without a pause here: " +
		"after a pause there would be no wait left to see": "etcd 按自己的时钟选举自己，这里暂停与否都一样：" +
		"暂停之后，就没有等待可看了",
	"It only watches the other stages, and an order to stop waits for it: " +
		"held, the server could neither say that it is ready nor be told to stop": "它只看着别的阶段，" +
		"而停止的命令要等它：它要是暂停，服务器既不能说自己就绪，也不能听命停止",
	"The delay runs by the library's clock, with or without a pause here": "这段延迟按库的时钟走，这里暂停与否都一样",
	"The library closes the port, with or without a pause here":           "端口由库来关闭，这里暂停与否都一样",
	"A write has 34 seconds from the moment in which its request is decoded, " +
		"whatever --request-timeout says: held here, the request would be answered with 504": "从请求解码的那一刻起，" +
		"写入有 34 秒，不管 --request-timeout 怎么说：在这里暂停，请求就会得到 504",
}

// serverForm is a text of the server with something of its own in it.
type serverForm struct {
	before, behind string
	said           Format
}

var serverForms = []serverForm{
	{"group version not served: ", "", "没有提供组版本：%s"},
	{"group not served: ", "", "没有提供组：%s"},
	{"there is no APIService ", "", "没有 APIService %s"},
	{"APIService ", " is local", "APIService %s 在本地"},
	{"APIService ", " has come only now", "APIService %s 刚刚才有"},
	{"no route for the path ", "", "没有路径 %s 的路由"},
	{"no CustomResourceDefinition ", "", "没有 CustomResourceDefinition %s"},
	{"route ", "", "路由 %s"},
	{"to Service ", "", "给 Service %s"},
	{
		"CustomResourceDefinition ", " is not namespaced, and the path names a namespace",
		"CustomResourceDefinition %s 没有名字空间，而路径里有名字空间",
	},
	{
		"CustomResourceDefinition ", " is namespaced, and the path names no namespace",
		"CustomResourceDefinition %s 有名字空间，而路径里没有名字空间",
	},
	{"CustomResourceDefinition ", " is not established", "CustomResourceDefinition %s 还没有建立"},
	{"CustomResourceDefinition ", "", "由 CustomResourceDefinition %s 定义"},
}
