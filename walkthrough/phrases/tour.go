package phrases

// Tour is what the tour draws around notes and source: panes, pages, keys.
type Tour struct{}

var tourEnglish = Tour{}

var tourChinese = Tour{}
