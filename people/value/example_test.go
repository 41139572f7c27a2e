package value_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

func ExampleOf() {
	for _, v := range []value.Value{
		value.Of("rock"), value.Of(3), value.Of(3.0), value.Of(true), value.Of(value.NewDate(2026, 5, 3)),
		value.Of(time.Date(2026, 5, 3, 12, 0, 0, 1_999_999, time.FixedZone("", 2*60*60))), value.Of([]string{"a", "b"}),
	} {
		data, err := json.Marshal(v)
		fmt.Println(v.Kind(), v, string(data), err)
	}
	// Output:
	// text rock "rock" <nil>
	// integer 3 3 <nil>
	// float 3 3.0 <nil>
	// boolean true true <nil>
	// date 2026-05-03 {"date":"2026-05-03"} <nil>
	// date-time 2026-05-03T10:00:00.001Z {"time":"2026-05-03T10:00:00.001Z"} <nil>
	// list of texts [a, b] {"texts":["a","b"]} <nil>
}

func ExampleParse() {
	v, err := value.Parse(value.Day, "2026-05-03")
	fmt.Println(v, err)
	_, err = value.Parse(value.Day, "2026-02-30")
	fmt.Println(err)
	// Output:
	// 2026-05-03 <nil>
	// value: wrong type: not a date (YYYY-MM-DD): "2026-02-30"
}

func ExampleEqual() {
	one, alsoOne := value.Of(1), value.Of(1.0)
	fmt.Println(one == alsoOne, value.Equal(one, alsoOne), one == alsoOne.Canonical())
	// Output: false true true
}

func ExampleCompare() {
	fmt.Println(value.Compare(value.Of(2.5), value.Of(3)), value.Compare(value.Of("10"), value.Of(9)))
	// Output: -1 -1
}

func ExampleValue_Check() {
	fmt.Println(value.Of("caf\xe9").Check())
	fmt.Println(value.Of(time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC)).Check())
	// Output:
	// value: text is not valid UTF-8: "caf\xe9"
	// value: year outside 1 to 9999: date-time of 253402300800000 ms from 1970
}

func ExampleDate_Start() {
	apia, err := time.LoadLocation("Pacific/Apia")
	if err != nil {
		fmt.Println(err)
		return
	}
	for d := value.NewDate(2011, 12, 29); d <= value.NewDate(2011, 12, 31); d++ {
		fmt.Println(d, "begins", d.Start(apia).Format(time.RFC3339), "and has", (d + 1).Start(apia).Sub(d.Start(apia)))
	}
	// Output:
	// 2011-12-29 begins 2011-12-29T00:00:00-10:00 and has 24h0m0s
	// 2011-12-30 begins 2011-12-31T00:00:00+14:00 and has 0s
	// 2011-12-31 begins 2011-12-31T00:00:00+14:00 and has 24h0m0s
}

func ExampleDateOf() {
	late := time.Date(2026, 5, 3, 22, 30, 0, 0, time.UTC)
	zagreb, err := time.LoadLocation("Europe/Zagreb")
	fmt.Println(value.DateOf(late, time.UTC), value.DateOf(late, zagreb), err)
	// Output: 2026-05-03 2026-05-04 <nil>
}

func ExampleTest_Match() {
	frame := value.Frame{Clock: time.Date(2026, 5, 31, 12, 0, 0, 0, time.UTC)}
	registered := value.Of(value.NewDate(2026, 5, 2))
	fmt.Println(value.LastDays(30).Match(registered, frame))
	fmt.Println(value.MoreDaysAgo(30).Match(registered, frame))
	fmt.Println(value.IsNot("staff").Match(value.Value{}, frame), "on an absent value")
	fmt.Println(value.NotContains("jazz").Match(value.Of([]string{"rock", "pop"}), frame), "on a list")
	// Output:
	// true
	// false
	// false on an absent value
	// true on a list
}

func ExampleTest_String() {
	for _, t := range []value.Test{
		value.Is("HR"), value.NotIn("HR", "SI"), value.AtLeast(3), value.Between(1, 5), value.Less(value.NewDate(2026, 5, 3)),
		value.Contains("Rock").Folded(), value.Is("3"), value.LastDays(30), value.Missing(),
	} {
		fmt.Println("It", t)
	}
	// Output:
	// It is HR
	// It is none of HR, SI
	// It is at least 3
	// It is between 1 and 5
	// It is before 2026-05-03
	// It contains Rock (any case)
	// It is "3"
	// It is in the last 30 days
	// It is not known
}

func ExampleTest_Check() {
	fmt.Println(value.Between(5, 1).Check())
	fmt.Println(value.LastDays(0).Check())
	fmt.Println(value.Less(3).Folded().Check())
	// Output:
	// value: test cannot be asked: "between": 5 is above 1
	// value: test cannot be asked: "in the last days" wants 1 to 3652059 days, has 0
	// value: test cannot be asked: "<": fold has no meaning for an integer
}

func ExampleTest_Suits() {
	fmt.Println(value.Is("3").Suits(value.Int))
	fmt.Println(value.AtLeast(3).Suits(value.Float))
	// Output:
	// value: wrong type: "is" compares an integer with a text "3"
	// <nil>
}

func ExampleTest_MarshalJSON() {
	data, err := json.Marshal(value.In("rock", "pop").Folded())
	fmt.Println(string(data), err)
	// Output: {"op":"in","values":["rock","pop"],"fold":true} <nil>
}

// An object that is a test and something more decodes both at once.
func ExampleTest_Fields() {
	var property string
	var test value.Test
	read := func(data string) error {
		err := strict.Object([]byte(data), "condition", append(test.Fields(), strict.Field{Name: "property", Into: &property, Required: true})...)
		if err != nil {
			return err
		}
		return test.Check()
	}
	err := read(`{"property":"genre","op":"is","values":["rock"]}`)
	fmt.Println(property, test, err)
	fmt.Println(read(`{"property":"genre","op":"is","value":"rock"}`))
	// Output:
	// genre is rock <nil>
	// condition: unknown field "value" (did you mean "values"?)
}
