package phrases

import "fmt"

// WordsOdd says what is wrong with the record of a span.
type WordsOdd struct {
	NoParent, BeforeParent, AfterCall, EndFirst MeasuredOddity
	OwnParent, Ring, NoTimes, NoStart, NoEnd    Oddity
	Replaced                                    func(others int) Oddity
}

// Oddity is a sentence, and the same in a few words.
type Oddity struct{ Sentence, Brief string }

// MeasuredOddity is an oddity with a length of time, or an id, that every recording has another of.
type MeasuredOddity struct {
	Sentence func(measure string) string
	Stable   string // the sentence without it
	Brief    string
}

var wordsOddEnglish = WordsOdd{
	NoParent: MeasuredOddity{
		func(id string) string { return "its parent, span " + id + ", is not in this recording" },
		"its parent is not in this recording", "parent missing",
	},
	BeforeParent: MeasuredOddity{
		func(early string) string { return "began " + early + " before its parent: the two clocks differ" },
		"began before its parent: the two clocks differ", "clock differs",
	},
	AfterCall: MeasuredOddity{
		func(late string) string {
			return "began " + late + " after its caller had ended: the two clocks may differ"
		},
		"began after its caller had ended: the two clocks may differ", "clock may differ",
	},
	EndFirst: MeasuredOddity{
		func(early string) string { return "its end is " + early + " before its start" },
		"its end is before its start", "end before start",
	},
	OwnParent: Oddity{"it names itself as its parent, so it is shown as a root", "its own parent"},
	Ring:      Oddity{"its parents form a ring, which is cut here", "ring of parents cut"},
	NoTimes:   Oddity{"neither its start nor its end was recorded", "no times"},
	NoStart:   Oddity{"its start was not recorded", "no start"},
	NoEnd:     Oddity{"its end was not recorded", "no end"},
	Replaced: func(others int) Oddity {
		if others > 1 {
			return Oddity{
				fmt.Sprintf("%d other spans with its id were replaced by this one", others), "replaced another",
			}
		}
		return Oddity{"another span with its id was replaced by this one", "replaced another"}
	},
}

var wordsOddChinese = WordsOdd{
	NoParent: MeasuredOddity{
		func(id string) string { return "它的父 span " + id + " 不在这份录制里" },
		"它的父 span 不在这份录制里", "缺父 span",
	},
	BeforeParent: MeasuredOddity{
		func(early string) string {
			return "比它的父 span 早开始 " + early + "：两边的时钟不一致"
		},
		"比它的父 span 早开始：两边的时钟不一致", "时钟不一致",
	},
	AfterCall: MeasuredOddity{
		func(late string) string {
			return "在调用方结束 " + late + " 之后才开始：两边的时钟可能不一致"
		},
		"在调用方结束之后才开始：两边的时钟可能不一致", "时钟可能不一致",
	},
	EndFirst: MeasuredOddity{
		func(early string) string { return "它的结束比开始早 " + early },
		"它的结束比开始早", "结束早于开始",
	},
	OwnParent: Oddity{"它说自己是自己的父 span，所以显示成根", "父 span 是自己"},
	Ring:      Oddity{"它的父 span 连成一个环，在这里断开", "父 span 成环，已断开"},
	NoTimes:   Oddity{"它的开始和结束都没有记录", "没有时间"},
	NoStart:   Oddity{"它的开始没有记录", "没有开始"},
	NoEnd:     Oddity{"它的结束没有记录", "没有结束"},
	Replaced: func(others int) Oddity {
		return Oddity{fmt.Sprintf("它替换了另外 %d 个 id 相同的 span", others), "替换了别的 span"}
	},
}
