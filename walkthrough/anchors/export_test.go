package anchors

import (
	"slices"
	"strings"

	"golang.org/x/mod/semver"
)

// HashTokens is for the tests of what counts.
var HashTokens = hashTokens

// UnitTexts returns the text of every declaration in a file.
func UnitTexts(name string, source []byte) (texts []string, _ error) {
	units, err := unitsOf(name, source)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(string(source), "\n")
	for _, u := range units {
		if !u.group {
			texts = append(texts, strings.Join(lines[u.From-1:u.To], "\n"))
		}
	}
	return texts, nil
}

// ModuleOf returns the module of a package.
func ModuleOf(name string) string {
	module, _ := moduleOf(name)
	return module
}

// Superseded returns the releases of which a newer one of the same minor is in the tables, and in which no place is.
func Superseded(tables []*Table, places []Place) (names []string) {
	for i, t := range tables[:max(len(tables)-1, 0)] {
		anchored := slices.ContainsFunc(places, func(p Place) bool { return p.Release == t.Release })
		if !anchored && semver.MajorMinor(t.Release) == semver.MajorMinor(tables[i+1].Release) {
			names = append(names, t.Release)
		}
	}
	return names
}
