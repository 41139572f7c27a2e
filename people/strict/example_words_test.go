package strict_test

import (
	"errors"
	"fmt"

	"github.com/footfall-go/footfall/people/strict"
)

// A definition reads as it was written.
func ExampleMarshal() {
	data, err := strict.Marshal(map[string]string{"op": ">="})
	fmt.Println(string(data), err)
	// Output: {"op":">="} <nil>
}

// Whoever misspells a name is told which one was meant.
func ExampleMeant() {
	known := []string{"event", "times", "where"}
	fmt.Printf("%q %q %q\n", strict.Meant("Event", known), strict.Meant("tines", known), strict.Meant("colour", known))
	// Output: "event" "times" ""
}

// An error of reading is also the package's own.
func ExampleAlso() {
	errFunnel := errors.New("funnel: bad query")
	err := strict.Also(strict.Check([]byte(`{"a":1,"a":2}`), "funnel"), errFunnel)
	fmt.Println(err)
	fmt.Println(errors.Is(err, strict.ErrRepeated), errors.Is(err, errFunnel))
	// Output:
	// funnel: repeated field "a"
	// true true
}
