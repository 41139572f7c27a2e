package value

import (
	"strconv"

	"github.com/footfall-go/footfall/people/strict"
)

// MarshalJSON writes {"op":"between","values":[1,5]}, with "fold":true where the test is case-blind and without "values" where there are
// none. What Check refuses has no JSON, and neither has a test with so many arguments that UnmarshalJSON would refuse it: both are errors.
func (t Test) MarshalJSON() ([]byte, error) {
	data, err := t.AppendMembers([]byte{'{'})
	if err != nil {
		return nil, err
	}
	data = append(data, '}')
	if err := strict.Check(data, "test"); err != nil {
		return nil, err
	}
	return data, nil
}

// UnmarshalJSON reads what MarshalJSON writes, Equal; anything else is an error, by package strict or by Check. On an error t stays as it
// was.
func (t *Test) UnmarshalJSON(data []byte) error {
	const what = "test"
	var fresh Test
	if err := strict.Object(data, what, fresh.Fields()...); err != nil {
		return err
	}
	if err := fresh.Check(); err != nil {
		return &strict.Error{What: what, Err: Bare(err)}
	}
	*t = fresh
	return nil
}

// AppendMembers appends the members of the test's JSON without the braces, "op":"is","values":["rock"], for an object that holds more than
// the test: {"property":"genre","op":"is","values":["rock"]}. The error is that of Check, and then dst comes back as it was.
func (t Test) AppendMembers(dst []byte) ([]byte, error) {
	if err := t.Check(); err != nil {
		return dst, err
	}
	old := dst
	dst = append(dst, `"op":`...)
	dst = appendText(dst, string(t.Op))
	if len(t.Args) > 0 {
		dst = append(dst, `,"values":[`...)
		for i, a := range t.Args {
			if i > 0 {
				dst = append(dst, ',')
			}
			var err error
			if dst, err = a.AppendJSON(dst); err != nil {
				return old, err
			}
		}
		dst = append(dst, ']')
	}
	if t.Fold {
		dst = append(dst, `,"fold":`...)
		dst = strconv.AppendBool(dst, true)
	}
	return dst, nil
}

// Fields are the fields of the test's JSON, for strict.Object on an object that holds more than the test. They are decoded into t; call Check
// afterwards.
//
//	var p PropertyTest
//	err := strict.Object(data, "condition", append(p.Test.Fields(), strict.Field{Name: "property", Into: &p.Property, Required: true})...)
func (t *Test) Fields() []strict.Field {
	return []strict.Field{
		{Name: "op", Into: &t.Op, Required: true},
		{Name: "values", Into: &t.Args},
		{Name: "fold", Into: &t.Fold},
	}
}
