package store

import (
	"fmt"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// Suits reports the first condition of a selector that tests a property as its declared type can never meet: the error is a *FieldError with the
// condition's place ("where.all[1]"), and value.ErrKind. A property that is not declared may come in any type, so every test suits it. Whether the
// selector can be asked at all is for Selector.Check.
func (v *View) Suits(sel Selector) error { return within("where", v.suits(sel.Where)) }

func (v *View) suits(c Condition) error {
	switch c := c.(type) {
	case PropertyTest:
		kind, declared := v.DeclaredProperty(c.Property)
		if !declared {
			return nil
		}
		if err := c.Test.Suits(kind); err != nil {
			return wrong("", "property %s: %w", strict.Quote(c.Property), value.Bare(err))
		}
	case All:
		return v.allSuit("all", c)
	case Any:
		return v.allSuit("any", c)
	case Not:
		return within("not", v.suits(c.Of))
	}
	return nil
}

// within is under for what may be no error.
func within(field string, err error) error {
	if err == nil {
		return nil
	}
	return under(field, err)
}

func (v *View) allSuit(field string, cs []Condition) error {
	for i, c := range cs {
		if err := v.suits(c); err != nil {
			return under(fmt.Sprintf("%s[%d]", field, i), err)
		}
	}
	return nil
}
