package segment

import (
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Predicate is a condition on a person: All, Any, Not, Attribute, Tag, TaggedAny, TaggedAll, Did, First, Last or Saved, each as a value, not as a
// pointer. The set is closed, so that any engine can switch over it. A predicate is plain data: it may be shared, and nothing here changes it.
type Predicate interface{ predicate() }

// All holds where every one of its predicates does. With none it holds for everyone.
type All []Predicate

// Any holds where at least one of its predicates does. With none it holds for nobody.
type Any []Predicate

// Not holds where its operand does not: plain logical negation among everyone known. It is how the absent are taken in: Attr("country",
// value.IsNot("HR")) leaves out people without a country, Not{Of: Attr("country", value.Is("HR"))} takes them in.
type Not struct{ Of Predicate }

// Attribute holds where the person's attribute of that name meets the test. On an absent attribute every test but value.Missing is false, the
// negated ones included.
type Attribute struct {
	Name string
	Test value.Test
}

// Tag holds where the person has the tag: segment.Tag("staff").
type Tag string

// TaggedAny holds where the person has at least one of the tags. It names at least one.
type TaggedAny []string

// TaggedAll holds where the person has every one of the tags. It names at least one.
type TaggedAll []string

// Did holds where the number of the person's events that count meets Count and, where Days is given, the number of different days on which they
// happened meets Days. An event counts if it meets Event, lies in In, and, where Near is given, lies near the person's attribute.
//
// A person without such events has done it 0 times on 0 days, people without any event included. So Count: value.AtMost(2) takes in those who never
// did it, and Count: value.Is(0) is "never" (see Never). Without a Count at least one event is asked for, also where Days is given.
type Did struct {
	Event store.Selector
	Count value.Test      // how many events: a comparison with integers of 0 and more; zero: at least 1
	Days  value.Test      // on how many different days of the report's location: as Count; zero: not asked
	In    store.Timeframe // when; zero: at any time
	Near  *Near           // how far from an attribute; nil: not asked
}

// Near asks of an event how far it lies from a date-time attribute of its person: Days x 24 hours at most, both ends in. Without the attribute, or with
// one of another type (a date too), no event is near. So a Did that 0 events meet takes such a person in; add Attr(name, value.Exists()) to leave
// the person out.
type Near struct {
	Attribute string `json:"attribute"`
	Days      int    `json:"days"` // 0 to MaxNearDays, each of 24 hours; 0: at the very instant
	Side      Side   `json:"side"` // After, Before or Around
}

// MaxNearDays is the most days of a Near: about a century.
const MaxNearDays = 36_500

// Side is the side of an attribute on which a Near looks, spelled as in a definition's JSON.
type Side string

// The sides. The attribute's own instant is on each of them.
const (
	After  Side = "after"
	Before Side = "before"
	Around Side = "around" // before or after
)

// First holds where the first event of the person's whole log that meets Event lies in In. The conditions choose the events before the first is taken:
// First{Event: store.On("Order", store.If("paid", value.Is(true))), In: ...} is the first paid order. Without such an event it does not hold.
type First struct {
	Event store.Selector
	In    store.Timeframe // zero: at any time, so that any such event will do
}

// Last holds where the last event of the person's whole log that meets Event lies in In. The conditions choose the events before the last is taken, as
// those of First do. Without such an event it does not hold.
type Last struct {
	Event store.Selector
	In    store.Timeframe // zero: at any time, so that any such event will do
}

// Saved holds where the saved segment of that name does: segment.Saved("Fans").
type Saved string

func (All) predicate()       {}
func (Any) predicate()       {}
func (Not) predicate()       {}
func (Attribute) predicate() {}
func (Tag) predicate()       {}
func (TaggedAny) predicate() {}
func (TaggedAll) predicate() {}
func (Did) predicate()       {}
func (First) predicate()     {}
func (Last) predicate()      {}
func (Saved) predicate()     {}

// Attr is the predicate that an attribute meets a test: segment.Attr("country", value.In("HR", "SI")).
func Attr(name string, t value.Test) Attribute { return Attribute{Name: name, Test: t} }

// Never is the predicate that no event of the person ever met the selector. For a range of time, set In.
func Never(event store.Selector) Did { return Did{Event: event, Count: value.Is(0)} }

// WithinAfter asks for an event at the attribute's time or in the days after it: segment.Did{Event: ..., Near: segment.WithinAfter(7, "registered")}.
func WithinAfter(days int, attribute string) *Near { return &Near{attribute, days, After} }

// WithinBefore asks for an event at the attribute's time or in the days before it.
func WithinBefore(days int, attribute string) *Near { return &Near{attribute, days, Before} }

// WithinAround asks for an event at the attribute's time, or in the days before or after it.
func WithinAround(days int, attribute string) *Near { return &Near{attribute, days, Around} }
