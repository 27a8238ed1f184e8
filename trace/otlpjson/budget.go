package otlpjson

import (
	"sync"
	"sync/atomic"
)

// Budget bounds the memory that the contents of one file take. All decoders of the file spend from it, as they make
// what they return, so that reading ends before the memory does. What is counted is an estimate, about what Go's
// allocator gives.
type Budget struct {
	spent atomic.Int64
	over  atomic.Bool

	ask      sync.Once
	bound    func(spent int64) int64 // nil when most is known
	most     int64
	harmless int64
}

// NewBudget returns a budget that asks for the bound when the file has taken more than [Harmless], which most files
// never do.
func NewBudget(bound func(spent int64) int64) *Budget {
	return &Budget{bound: bound, harmless: Harmless}
}

// FixedBudget returns a budget of so many bytes.
func FixedBudget(most int64) *Budget { return &Budget{most: most} }

// Harmless is how many bytes a file may take without a look at what is free.
const Harmless = 64 << 20

// Spend counts bytes, negative for what is given back, and reports whether there were so many. A nil budget has no end.
func (b *Budget) Spend(bytes int64) bool {
	if b == nil {
		return true
	}
	spent := b.spent.Add(bytes)
	if bytes > 0 && spent > b.harmless {
		b.ask.Do(func() {
			if b.bound != nil {
				b.most = b.bound(spent)
			}
		})
		if spent > b.most {
			b.over.Store(true)
		}
	}
	return !b.over.Load()
}

// Spent returns how many bytes have been counted.
func (b *Budget) Spent() int64 { return b.spent.Load() }

// Exceeded returns the bound, and whether the file takes more.
func (b *Budget) Exceeded() (most int64, exceeded bool) {
	if b == nil || !b.over.Load() {
		return 0, false
	}
	return b.most, true
}

// What values take, in bytes, beside their texts.
const (
	costOfBox     = 16
	costOfText    = 80 // in the tables of texts that recur
	costOfElement = 24 // of a list, which has room to grow
	costOfEvent   = 72
	costOfShape   = 48
	costOfExtent  = 24
	costOfMap     = 48
	costOfPair    = 34 // of a map, with the room that it keeps free
	leastPairs    = 8  // for which a map has room

	// pocket is how much a decoder spends before it counts it in the budget, which all decoders share.
	pocket = 64 << 10
)

// manySpans is after how many spans what it takes to find them is counted.
const manySpans = 4096

// mapCost returns what a map of so many pairs takes.
func mapCost(pairs int) int {
	room := leastPairs
	for room*7/8 < pairs && pairs > leastPairs {
		room *= 2
	}
	return costOfMap + room*costOfPair
}

// spend counts what the decoder has made. Too much of it is a fault of the text.
func (d *Decoder) spend(c *cursor, bytes int) {
	if d.cost += bytes; d.cost > pocket && !d.settle() {
		c.fail(c.at, "takes more memory than there is for the file")
	}
}

// settle counts in the budget what the decoder has spent.
func (d *Decoder) settle() bool {
	cost := d.cost
	d.cost = 0
	return d.budget.Spend(int64(cost))
}
