package strict_test

import (
	"fmt"

	"github.com/footfall-go/footfall/people/strict"
)

type step struct {
	Event string
	Times int
}

func (s *step) UnmarshalJSON(data []byte) error {
	var fresh step
	err := strict.Object(data, "step",
		strict.Field{Name: "event", Into: &fresh.Event, Required: true},
		strict.Field{Name: "times", Into: &fresh.Times})
	if err != nil {
		return err
	}
	*s = fresh
	return nil
}

func ExampleObject() {
	read := func(data string) {
		var steps []step
		err := strict.Object([]byte(data), "funnel", strict.Version(1), strict.Field{Name: "steps", Into: &steps, Required: true})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(steps)
	}
	read(`{"version":1,"steps":[{"event":"Visit"},{"event":"Pay","times":2}]}`)
	read(`{"steps":[{"event":"Visit"},{"Event":"Pay"}]}`)
	read(`{"steps":[{"event":"Visit","times":"2"}]}`)
	read(`{"steps":[{"event":"Visit","times":null}]}`)
	read(`{"version":2,"phases":[]}`)
	read(`{}`)
	// Output:
	// [{Visit 0} {Pay 2}]
	// funnel: steps[1]: unknown field "Event" (did you mean "event"?)
	// funnel: steps[0].times: wrong type: want an integer, have the text "2"
	// funnel: steps[0].times: null is not allowed
	// funnel: version: unknown version: 2 is newer than 1, the newest that can be read here
	// funnel: missing field "steps"
}

type shape interface{ area() float64 }

type (
	square struct{ Side float64 }
	oblong struct{ Width, Height float64 }
)

func (s square) area() float64 { return s.Side * s.Side }
func (o oblong) area() float64 { return o.Width * o.Height }

// decodeShape tells the shapes apart by their names.
func decodeShape(data []byte) (shape, error) {
	names, err := strict.Names(data, "shape")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if name == "side" {
			var s square
			err := strict.Object(data, "square", strict.Field{Name: "side", Into: &s.Side})
			return s, err
		}
	}
	var o oblong
	err = strict.Object(data, "oblong",
		strict.Field{Name: "width", Into: &o.Width, Required: true}, strict.Field{Name: "height", Into: &o.Height, Required: true})
	return o, err
}

func ExampleEach() {
	read := func(data string) {
		var shapes []shape
		err := strict.Object([]byte(data), "drawing", strict.Field{Name: "shapes", Into: strict.Each(&shapes, decodeShape)})
		fmt.Println(shapes, err)
	}
	read(`{"shapes":[{"side":2},{"width":1,"height":3}]}`)
	read(`{"shapes":[{"side":2},{"width":1}]}`)
	// Output:
	// [{2} {1 3}] <nil>
	// [] drawing: shapes[1]: missing field "height"
}

func ExampleOne() {
	var s shape
	err := strict.Object([]byte(`{"shape":{"side":3}}`), "drawing", strict.Field{Name: "shape", Into: strict.One(&s, decodeShape)})
	fmt.Println(s.area(), err)
	// Output: 9 <nil>
}

func ExampleNames() {
	names, err := strict.Names([]byte(`{"not":{"tag":"staff"}}`), "predicate")
	fmt.Println(names, err)
	// Output: [not] <nil>
}

func ExampleCheck() {
	fmt.Println(strict.Check([]byte(`[1, 2, {"a": 1, "a": 2}]`), "list"))
	// Output: list: [2]: repeated field "a"
}

func ExampleLimits_Object() {
	var rows [][]int
	err := strict.Limits{Nodes: 4}.Object([]byte(`{"rows":[[1,2],[3]]}`), "report", strict.Field{Name: "rows", Into: &rows})
	fmt.Println(err)
	// Output: report: rows[0][1]: too many values: more than 4
}
