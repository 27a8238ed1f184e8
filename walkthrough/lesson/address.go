package lesson

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// addresses are the names by which steps are linked to, as "stage-create-server-chain". They are the same in every
// recording of the same program, so that a link or a mark that was made in one boot holds in another: they are made of
// the names of stages, and equal names are numbered in an order that no boot changes. See [StableOrder].
type addresses struct {
	of []string       // each step, by its index
	at map[string]int // the index of the step
}

// Address returns the address of a step of this lesson. A page has it as the step's anchor. The first call goes through
// all steps.
func (l *Lesson) Address(step *Step) string { return l.addressed().of[step.Index] }

// StepAt returns the step with an address, or nil.
func (l *Lesson) StepAt(address string) *Step {
	if i, ok := l.addressed().at[address]; ok {
		return l.Steps[i]
	}
	return nil
}

func (l *Lesson) addressed() *addresses {
	l.addressOnce.Do(func() {
		a := addresses{make([]string, len(l.Steps)), make(map[string]int, len(l.Steps))}
		taken := make(anchors)
		stack := slices.Clone(StableOrder(l.Roots))
		slices.Reverse(stack)
		for len(stack) > 0 {
			node := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			address := taken.unique(l.Steps[node.Index].Line().Kind.Step()+"-", node.Name)
			a.of[node.Index], a.at[address] = address, node.Index
			for _, child := range slices.Backward(StableOrder(node.Children)) {
				stack = append(stack, child)
			}
		}
		l.addresses = a
	})
	return &l.addresses
}

// anchors are the addresses that are taken, each with the number that the next stage of that name tries first. Without
// the numbers a trace of 20,000 equal names would be counted through 20,000 times.
type anchors map[string]int

// longestAnchor is how many bytes of a name an anchor has.
const longestAnchor = 100

// unique makes an anchor of a stage's name, "stage-create-server-chain" of "CreateServerChain", and numbers equal ones.
// The prefix, "stage-" or "span-", keeps them apart from the anchors of a page's headings.
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
