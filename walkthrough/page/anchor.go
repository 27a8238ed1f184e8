package page

import (
	"strconv"
	"strings"
	"unicode"
)

// anchors are those of a page, each with the number that the next stage of that name tries first. Without the numbers
// a trace of 20,000 equal names would be counted through 20,000 times.
type anchors map[string]int

// longestAnchor is how many bytes of a name an anchor has.
const longestAnchor = 100

// unique makes an anchor of a stage's name, "stage-create-server-chain" of "CreateServerChain", and numbers equal ones.
// The prefix, "stage-" or "span-", keeps them apart from the anchors of the page's headings.
func (a anchors) unique(prefix, name string) string {
	base := prefix + slug(name)
	if _, taken := a[base]; !taken {
		a[base] = 2
		return base
	}
	for n := a[base]; ; n++ {
		anchor := strings.TrimSuffix(base, "-") + "-" + strconv.Itoa(n)
		if _, taken := a[anchor]; !taken {
			a[base], a[anchor] = n+1, 2
			return anchor
		}
	}
}

// slug writes a name in small letters and digits with hyphens between its words. A word begins with a capital after a
// small letter, and with the last of several capitals before a small letter: "create-api-extensions-server". The s of a
// plural does not count as a small letter: "install-apis".
func slug(name string) string {
	var b strings.Builder
	if len(name) > longestAnchor {
		name = name[:longestAnchor]
	}
	runes := []rune(name)
	hyphen := false
	for i, r := range runes {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			hyphen = true
			continue
		}
		if i > 0 && unicode.IsUpper(r) {
			afterSmall := unicode.IsLower(runes[i-1]) || unicode.IsDigit(runes[i-1])
			plural := i+1 < len(runes) && runes[i+1] == 's' && (i+2 == len(runes) || !unicode.IsLower(runes[i+2]))
			beforeSmall := i+1 < len(runes) && unicode.IsLower(runes[i+1]) && !plural
			hyphen = hyphen || afterSmall || unicode.IsUpper(runes[i-1]) && beforeSmall
		}
		if hyphen && b.Len() > 0 {
			b.WriteByte('-')
		}
		hyphen = false
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
