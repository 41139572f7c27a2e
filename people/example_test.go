package people_test

import (
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// friends is a registry of four people, as a store would fill it.
func friends() *people.Registry {
	r := people.NewRegistry()
	for _, p := range []struct {
		id, country string
		age         int
		registered  value.Date
	}{
		{"ana", "HR", 34, value.NewDate(2026, time.May, 3)},
		{"bo", "SI", 17, value.NewDate(2026, time.May, 31)},
		{"cy", "HR", 52, value.NewDate(2026, time.June, 1)},
		{"di", "AT", 29, 0},
	} {
		n, _ := r.Intern(p.id)
		r.Set(n, "country", value.Of(p.country))
		r.Set(n, "age", value.Of(p.age))
		if p.registered != 0 {
			r.Set(n, "registered", value.Of(p.registered))
		}
	}
	ana, _ := r.Find("ana")
	di, _ := r.Find("di")
	r.AddToTag("staff", r.View().Gather([]people.Number{ana, di}))
	return r
}

func ExampleRegistry() {
	r := people.NewRegistry()
	ana, fresh := r.Intern("ana")
	r.Set(ana, "country", value.Of("HR"))
	before := r.View()
	r.Set(ana, "country", value.Of("SI"))

	fmt.Println(ana, fresh)
	fmt.Println(before.Attribute(ana, "country"), r.View().Attribute(ana, "country"))
	// Output:
	// 0 true
	// HR SI
}

func ExampleRegistry_Merge() {
	r := people.NewRegistry()
	visitor, _ := r.Intern("visitor 17")
	ana, _ := r.Intern("ana")
	r.Set(visitor, "source", value.Of("newsletter"))
	r.Merge(visitor, ana)

	v := r.View()
	n, _ := v.Find("visitor 17")
	id, _ := v.ID(n)
	fmt.Println(v.Count(), id, v.Attributes(n))
	// Output: 1 ana map[source:newsletter]
}

func ExampleRegistry_Declare() {
	r := friends()
	fmt.Println(r.Declare("age", people.Declaration{Kind: value.Text}))
	fmt.Println(r.Declare("age", people.Declaration{Kind: value.Int, Indexed: true}))
	// Output:
	// value: wrong type: attribute "age" cannot be declared text: 4 people hold a value of type integer
	// <nil>
}

func ExampleDeclaration_Accept() {
	price := people.Declaration{Kind: value.Float}
	fmt.Println(price.Accept(value.Of(3)))
	_, err := price.Accept(value.Of("three"))
	fmt.Println(err)
	// Output:
	// 3 <nil>
	// value: wrong type: text given, float declared
}

func ExampleView_Matching() {
	v := friends().View()
	now := value.Frame{Clock: time.Date(2026, time.June, 2, 12, 0, 0, 0, time.UTC)}

	for _, c := range []struct {
		attribute string
		test      value.Test
	}{
		{"country", value.In("HR", "SI")},
		{"age", value.AtLeast(18)},
		{"registered", value.LastDays(7)},
		{"registered", value.Missing()},
	} {
		who, err := v.Matching(c.attribute, c.test, now)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(c.attribute, c.test, slices.Collect(who.IDs()))
	}
	// Output:
	// country is one of HR, SI [ana bo cy]
	// age is at least 18 [ana cy di]
	// registered is in the last 7 days [bo cy]
	// registered is not known [di]
}

func ExampleView_Tagged() {
	v := friends().View()
	staff, ok := v.Tagged("staff")
	fmt.Println(ok, slices.Collect(staff.IDs()), v.Tags())
	// Output: true [ana di] [{staff 2}]
}

func ExampleView_Values() {
	top, distinct := friends().View().Values("country", 2)
	fmt.Println(top, distinct)
	// Output: [{HR 2} {AT 1}] 3
}

func ExampleView_AttributeNames() {
	for _, a := range friends().View().AttributeNames() {
		fmt.Println(a.Name, a.Kinds, a.People)
	}
	// Output:
	// age [integer] 4
	// country [text] 4
	// registered [date] 3
}

func ExampleView_Carry() {
	r := friends()
	then := r.View().Everyone()
	bo, _ := r.Find("bo")
	cy, _ := r.Find("cy")
	di, _ := r.Find("di")
	r.Merge(bo, cy)
	r.Delete(di)

	now, merged, deleted := r.View().Carry(then)
	fmt.Println(slices.Collect(now.IDs()), merged, deleted)
	fmt.Println(slices.Collect(then.IDs()))
	// Output:
	// [ana cy] 1 1
	// [ana bo cy di]
}

func ExampleView_Adopt() {
	v := friends().View()
	who := v.Adopt(roaring.BitmapOf(1, 2, 99)) // nobody has the number 99
	fmt.Println(slices.Collect(who.IDs()))
	// Output: [bo cy]
}

func ExampleView_Gather() {
	v := friends().View()
	who := v.Gather([]people.Number{0, 2}, []people.Number{2, 3})
	fmt.Println(slices.Collect(who.IDs()))
	// Output: [ana cy di]
}

func ExampleSet() {
	v := friends().View()
	croats, err := v.Matching("country", value.Is("HR"), value.Frame{})
	if err != nil {
		log.Fatal(err)
	}
	staff, _ := v.Tagged("staff")

	fmt.Println(slices.Collect(croats.And(staff).IDs()))
	fmt.Println(slices.Collect(croats.Or(staff).IDs()))
	fmt.Println(slices.Collect(v.Everyone().AndNot(staff).IDs()))
	fmt.Println(croats.Len(), croats.AndLen(staff), people.Set{}.Len())
	// Output:
	// [ana]
	// [ana cy di]
	// [bo cy]
	// 2 1 0
}

func ExampleSet_FillMask() {
	v := friends().View()
	staff, _ := v.Tagged("staff")
	croats, err := v.Matching("country", value.Is("HR"), value.Frame{})
	if err != nil {
		log.Fatal(err)
	}
	mask := make([]byte, people.ShardSize)
	staff.FillMask(0, 1, mask)
	croats.FillMask(0, 2, mask)
	fmt.Println(mask[:4])
	// Output: [3 0 2 1]
}
