package people_test

import (
	"fmt"

	"github.com/footfall-go/footfall/people"
)

// Many IDs at once are faster than one by one.
func ExampleRegistry_InternBatch() {
	r := people.NewRegistry()
	numbers := make([]people.Number, 3)
	fresh := r.InternBatch([]string{"ana", "bo", "ana"}, numbers)
	fmt.Println(fresh, numbers[0] == numbers[2], r.View().Count())
	// Output: 2 true 2
}

// Tags are made, filled, renamed and removed; a view has them as they were.
func ExampleRegistry_AddToTag() {
	r := friends()
	v := r.View()
	bo, _ := v.Find("bo")
	fmt.Println(r.AddToTag("staff", v.Gather([]people.Number{bo})), r.HasTag("staff"))
	fmt.Println(r.RenameTag("staff", "team"), r.RemoveFromTag("team", v.Everyone()), r.DeleteTag("team"))
	before, _ := v.Tagged("staff")
	fmt.Println(before.Len())
	// Output:
	// 1 true
	// true 3 true
	// 2
}

// A set is asked for its people by number or by ID.
func ExampleSet_Has() {
	v := friends().View()
	staff, _ := v.Tagged("staff")
	for n := range staff.Numbers() {
		id, _ := v.ID(n)
		fmt.Println(id, staff.Has(n))
	}
	fmt.Println(staff.Equal(v.Everyone()), v.Everyone().AndNot(v.Everyone()).IsEmpty())
	// Output:
	// ana true
	// di true
	// false true
}

// IDs of people who were merged lead to who they are now.
func ExampleView_Aliases() {
	r := friends()
	ana, _ := r.Find("ana")
	di, _ := r.Find("di")
	r.Merge(di, ana)
	v := r.View()
	for alias, n := range v.Aliases() {
		id, _ := v.ID(n)
		fmt.Println(alias, "is", id)
	}
	// Output:
	// di is ana
}

// An attribute that is removed is absent.
func ExampleRegistry_Remove() {
	r := friends()
	ana, _ := r.Find("ana")
	fmt.Println(r.Remove(ana, "country"), r.Remove(ana, "country"), r.Get(ana, "country").IsZero())
	// Output: true false true
}
