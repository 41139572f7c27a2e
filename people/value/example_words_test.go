package value_test

import (
	"fmt"
	"time"

	"github.com/footfall-go/footfall/people/value"
)

// The tests of texts, and one that is blind to case.
func ExampleContains() {
	city := value.Of("Zagreb")
	for _, t := range []value.Test{
		value.Contains("gre"), value.NotContains("gre"), value.StartsWith("zag"), value.StartsWith("zag").Folded(), value.NotStartsWith("S"),
		value.EndsWith("b"), value.NotEndsWith("b"),
	} {
		fmt.Println(t, t.Match(city, value.Frame{}))
	}
	// Output:
	// contains gre true
	// does not contain gre false
	// starts with zag false
	// starts with zag (any case) true
	// does not start with S true
	// ends with b true
	// does not end with b false
}

// Dates are compared with instants by the days of a place.
func ExampleBefore() {
	day := value.NewDate(2026, time.May, 3)
	late := value.Of(time.Date(2026, time.May, 3, 23, 30, 0, 0, time.UTC))
	here, zagreb := value.Frame{Location: time.UTC}, value.Frame{Location: time.FixedZone("Zagreb", 2*60*60)}
	for _, t := range []value.Test{value.Before(day), value.On(day), value.After(day)} {
		fmt.Println(t, t.Match(late, here), t.Match(late, zagreb))
	}
	// Output:
	// is before 2026-05-03 false false
	// is on 2026-05-03 true false
	// is after 2026-05-03 false true
}

// The last days are today by the clock and the days before it.
func ExampleLastDays() {
	f := value.Frame{Clock: time.Date(2026, time.May, 30, 8, 0, 0, 0, time.UTC), Location: time.UTC}
	for _, day := range []int{1, 30, 31} {
		v := value.Of(value.NewDate(2026, time.May, day))
		fmt.Println(v, value.LastDays(29).Match(v, f), value.MoreDaysAgo(29).Match(v, f))
	}
	// Output:
	// 2026-05-01 false true
	// 2026-05-30 true false
	// 2026-05-31 false false
}

// Absent is absent: only Missing holds of it.
func ExampleMissing() {
	var absent value.Value
	for _, t := range []value.Test{value.Exists(), value.Missing(), value.Is("HR"), value.IsNot("HR"), value.NotIn("HR", "SI")} {
		fmt.Println(t, t.Match(absent, value.Frame{}))
	}
	// Output:
	// is known false
	// is not known true
	// is HR false
	// is not HR false
	// is none of HR, SI false
}

func ExampleParseDate() {
	d, err := value.ParseDate("2026-05-03")
	year, month, day := d.Civil()
	fmt.Println(d.Weekday(), year, month, day, d+1, err)
	// Output: Sunday 2026 May 3 2026-05-04 <nil>
}

func ExampleParseKind() {
	kind, err := value.ParseKind("date-time")
	fmt.Println(kind == value.Time, err)
	_, err = value.ParseKind("uuid")
	fmt.Println(err)
	// Output:
	// true <nil>
	// value: wrong type: unknown type "uuid"
}

// A value gives what it holds, and says whether it is of that type.
func ExampleValue_Int() {
	v := value.Of(3)
	n, ok := v.Int()
	_, isText := v.Text()
	fmt.Println(n, ok, isText)
	// Output: 3 true false
}

// Raw and FromRaw are for stores that keep values as numbers and texts.
func ExampleFromRaw() {
	kind, number, text := value.Of(true).Raw()
	fmt.Println(kind, number, value.FromRaw(kind, number, text) == value.Of(true))
	// Output: boolean 1 true
}
