package linebreak

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// paragraphs are of the kind that the Chinese notes have.
var paragraphs = []string{
	"一个进程变成三个 API 服务器。最里层的最先构建：apiextensions，它提供 CustomResourceDefinition 和由它们定义的对象，站在空的最后一环之上。",
	"404 这样的应答，程序会照着它行动。在名字空间控制器和垃圾收集器看来，「没有这种资源」就是没有什么要清理了。",
	"请求一个哪个服务器都不认识的路径（例如 `/nonsense`）：它一路往下掉——穿过全部三个……到 404 处理器。",
	"会结束进程：`PostStartHook \"crd-informer-synced\" failed: context canceled`，退出码 255。启动得快，这个空当只有十分之一秒。",
	"「（『括号』套括号）」，然后是：「一」、「二」、「三」！真的？真的。",
	"An English paragraph with a well-known `code span` in it — and a dash… and (brackets), of course.",
}

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"one\n  two":                "one two",
		"一个进程\n变成":                  "一个进程变成",
		"三个\nAPI 服务器":               "三个 API 服务器",
		"三个 API\n服务器":               "三个 API 服务器",
		"应答 503，\nthen":             "应答 503，then",
		"在链的末端（\n`a.go`\n）":         "在链的末端（`a.go`）",
		"往下掉——\n穿过……\n到":            "往下掉——穿过……到",
		"a dash —\nand on":          "a dash — and on",
		"한국어\n문장":                   "한국어 문장",
		"カタカナ\nひらがな":                "カタカナひらがな",
		"共\n26 个":                   "共 26 个",
		"":                          "",
		"  他说：\n“好”\n。 ":            "他说：“好”。",
		"no Chinese…\n“quoted” end": "no Chinese… “quoted” end",
	} {
		if got := Fold(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", []string{"- "}},
		{"one two three", []string{"- one two", "  three"}},
		{"one\ntwo   three", []string{"- one two", "  three"}},
		{"abcdefghijklmnopq r", []string{"- abcdefgh", "  ijklmnop", "  q r"}},
		{"a abcdefghijkl", []string{"- a", "  abcdefgh", "  ijkl"}},
		{"启动一个服务器", []string{"- 启动一个", "  服务器"}},
		{"启动一个，服务器", []string{"- 启动一", "  个，服务", "  器"}},
		{"启动一（个）", []string{"- 启动一", "  （个）"}},
		{"启动 `a b` 了", []string{"- 启动", "  `a b` 了"}},
		{"启动了`a b`", []string{"- 启动了", "  `a b`"}},
		{"启动 `aaa bbb ccc`", []string{"- 启动", "  `aaa bbb", "  ccc`"}},
		{"run `a b` it", []string{"- run `a", "  b` it"}},
		{"「启动启动启动」", []string{"- 「启动启", "  动启动」"}},
		{"启a“启动启动”", []string{"- 启a“启动", "  启动”"}},
		{"等待等等——不等", []string{"- 等待等", "  等——不等"}},
		{"``启 ` 动`` 了了", []string{"- ``启 `", "  动`` 了", "  了"}},
	} {
		if got := Wrap(c.text, "- ", "  ", 10); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

// checkLines demands that no line is wider than the limit and that nothing but white space is lost or added.
func checkLines(t *testing.T, text string, lines []string, columns int) {
	t.Helper()
	for _, line := range lines {
		if ansi.StringWidth(line) > columns {
			t.Errorf("%q is wider than %d", line, columns)
		}
	}
	if got, want := bare(strings.Join(lines, "")), bare(text); got != want {
		t.Errorf("got %q of %q", got, want)
	}
}

func bare(s string) string { return strings.Join(strings.Fields(s), "") }

// checkBreaks demands that no line begins or ends with what must not stand there, and that no word is divided that has
// room on a line.
func checkBreaks(t *testing.T, text string, lines []string, columns int) {
	t.Helper()
	for i, line := range lines[1:] {
		before, _ := utf8.DecodeLastRuneInString(lines[i])
		after, _ := utf8.DecodeRuneInString(line)
		if strings.Contains(text, string(before)+string(after)) &&
			(strings.ContainsRune("（「『【《", before) || strings.ContainsRune("，。；：？！、）」』】》…—", after)) {
			t.Errorf("a line must not end between %q and %q", lines[i], line)
		}
	}
	set := strings.Join(lines, "\n")
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r <= ' ' || r >= utf8.RuneSelf }) {
		if len(part) > columns-6 {
			continue // a bracket or a comma beside it may take the room
		}
		for word := range strings.FieldsFuncSeq(part, func(r rune) bool { return !unicode.IsLetter(r) }) {
			if strings.Count(set, word) != strings.Count(text, word) {
				t.Errorf("%q is divided in %q", word, lines)
			}
		}
	}
}

func TestWrapChinese(t *testing.T) {
	for _, text := range paragraphs {
		for columns := 10; columns < 130; columns++ {
			lines := Wrap(text, "", "", columns)
			checkLines(t, text, lines, columns)
			checkBreaks(t, text, lines, columns)
		}
	}
}

// TestMarks wraps marked text as the screen does.
func TestMarks(t *testing.T) {
	for _, text := range paragraphs {
		for columns := 24; columns < 130; columns++ {
			for what, marked := range map[string]string{
				"plain": Mark(text, columns), "Markdown": MarkMarkdown(text, columns),
			} {
				lines := strings.Split(ansi.Wrap(marked, columns, ""), "\n")
				Unmark(lines)
				checkLines(t, text, lines, columns)
				checkBreaks(t, text, lines, columns)
				if code := "`PostStartHook \"crd-informer-synced\" failed: context canceled`"; columns > 72 &&
					strings.Contains(text, code) && !strings.Contains(strings.Join(lines, "\n"), code) {
					t.Errorf("%s in %d columns: the code is divided: %q", what, columns, lines)
				}
			}
		}
	}
}

func TestJoined(t *testing.T) {
	for markdown, want := range map[string]string{
		"一个进程\n变成三个\nAPI 服务器。\n最里层":   "一个进程变成三个\nAPI 服务器。最里层",
		"English stays\nas it is，\nx": "English stays\nas it is，x",
		"只有英文\n\n下一段":                 "只有英文\n\n下一段",
		"- 一个\n  进程，\n  变成\n- 三个":     "- 一个进程，变成\n- 三个",
		"> 引用\n> 继续\n懒惰":              "> 引用继续懒惰",
		"是**委托对象**\n然后**聚合\n器**是":     "是**委托对象**然后**聚合器**是",
		"见[文档\n在此](a.md)\n里":          "见[文档在此](a.md)里",
		"变成，\n`code`，\n再来\n`b\n字\n字`": "变成，`code`，再来\n`b\n字\n字`",
		"停  \n行\\\n止":                 "停  \n行\\\n止",
		"见 <https://a.cn>\n字":         "见 <https://a.cn>\n字",
		"```\n一个\n进程\n```":            "```\n一个\n进程\n```",
		"    一个\n    进程":              "    一个\n    进程",
		"| 一个 |\n|---|\n| 进程 |":       "| 一个 |\n|---|\n| 进程 |",
		"## 标题\n正文\n正文":               "## 标题\n正文正文",
		"一个 \r\n进程":                   "一个进程",
	} {
		if got := Joined(markdown); got != want {
			t.Errorf("%q: got %q, want %q", markdown, got, want)
		}
		if again := Joined(Joined(markdown)); again != Joined(markdown) {
			t.Errorf("%q: joined again it is %q", markdown, again)
		}
	}
}

func TestMarkMarkdown(t *testing.T) {
	shown := func(s string) string {
		return strings.NewReplacer(mayBreak, "|", heldSpace, "_", heldHyphen, "~").Replace(s)
	}
	for markdown, want := range map[string]string{
		"English `a b` stays":              "English `a b` stays",
		"一个，进程":                            "一|个，|进|程",
		"是**委托**对象":                        "是|**委|托**|对|象",
		"是**委托**，**对象**":                   "是|**委|托**，|**对|象**",
		"用`a-b c`，`d`，":                    "用|`a~b_c`，|`d`，",
		"见[这里](https://例.cn/路径)的":          "见|[这|里](https://例.cn/路径)|的",
		"（`a`）「b」":                         "（`a`）|「b」",
		"```\n一个\n```\n一个":                 "```\n一个\n```\n一|个",
		"| 用 | `a b` |\n|-|-|\n| 一个 | c |": "| 用 | `a b` |\n|-|-|\n| 一|个 | c |",
		"一\u2060个词\u2061了":                 "一|\u2060个|词\u2061|了",
	} {
		if got := shown(MarkMarkdown(markdown, 40)); got != want {
			t.Errorf("%q: got %q, want %q", markdown, got, want)
		}
	}
}

// FuzzWrap demands that no line is too wide, that nothing but spaces is lost, and that lines end where they may.
func FuzzWrap(f *testing.F) {
	f.Add("one two three", 8)
	f.Add("￥ \ufe0f", 2)
	f.Add("0 000000 \ufe0f", 6)
	f.Add("启动一个服务器 ok", 7)
	f.Add("👩‍💻 e\u0301 ￥ ½ ☺️", 6)
	for i, text := range paragraphs {
		f.Add(text, 10+7*i)
	}
	f.Fuzz(func(t *testing.T, text string, columns int) {
		columns = 5 + max(columns, -columns)%100
		text = strings.Map(func(r rune) rune { // what is shown is clean
			if unicode.IsControl(r) {
				return ' '
			}
			return r
		}, strings.ToValidUTF8(text, ""))
		lines := Wrap(text, "- ", "  ", columns)
		checkLines(t, "- "+text, lines, columns)
		checkParts(t, text, lines, columns-2)
	})
}

// checkParts demands that lines consist of whole parts, unless one has no room on a line.
func checkParts(t *testing.T, text string, lines []string, room int) {
	t.Helper()
	line, rest := 0, lines[0][2:]
	last := ' '
	for part, spaced := range words(text, room) {
		first, end := ends(part)
		if ansi.StringWidth(part)+joins(part) > room {
			return
		}
		if !spaced && isForbidden(last, first) && !isInvisible(last) {
			t.Errorf("%q stands apart from what is before it", part)
		}
		last = end
		if rest == "" && line+1 < len(lines) {
			line, rest = line+1, lines[line+1][2:]
		}
		if spaced {
			rest = strings.TrimPrefix(rest, " ")
		}
		if !strings.HasPrefix(rest, part) {
			t.Errorf("%q is divided in %q", part, lines)
			return
		}
		rest = rest[len(part):]
	}
}

// FuzzMarkdown demands that joining and marking change nothing but white space, and nothing where no Chinese is.
func FuzzMarkdown(f *testing.F) {
	for _, text := range paragraphs {
		f.Add(text)
	}
	f.Add("> - 一\n>   个 `a\n> b`\n\n**字\n字**![字\n字](b \"字\n字\")\n<a\nb>字\n\n[x]: y\n字\n| a |\n|-|\n字\n===\n")
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.NewReplacer(mayBreak, "", heldSpace, "", heldHyphen, "").Replace(strings.ToValidUTF8(text, ""))
		joined := Joined(text)
		got := strings.ReplaceAll(bare(joined), ">", "")
		if want := strings.ReplaceAll(bare(text), ">", ""); got != want {
			t.Errorf("joined: got %q of %q", got, want)
		}
		marked := MarkMarkdown(joined, 30)
		if unmark(marked) != joined {
			t.Errorf("marked: got %q of %q", marked, joined)
		}
		if !HasWide(text) && marked != text {
			t.Errorf("without Chinese: got %q of %q", marked, text)
		}
	})
}
