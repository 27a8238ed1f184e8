package phrases

// Page is what a generated page says around notes.
type Page struct{}

var pageEnglish = Page{}

var pageChinese = Page{}
