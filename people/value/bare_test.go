package value_test

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people/value"
)

func TestBareErrorsStandBehindTheNameOfAField(t *testing.T) {
	_, date := value.ParseDate("2026-02-30")
	other := errors.New("other")
	for name, c := range map[string]struct {
		err  error
		is   error
		want string
	}{
		"a test":                {value.Between(5, 1).Check(), value.ErrTest, `"between": 5 is above 1`},
		"a test on a broken":    {value.Is(math.NaN()).Check(), value.ErrNotFinite, `"is": values[0]: not a finite number: NaN`},
		"a type":                {value.Is("3").Suits(value.Int), value.ErrKind, `"is" compares an integer with a text "3"`},
		"a date":                {date, value.ErrKind, `not a date (YYYY-MM-DD): "2026-02-30"`},
		"a number":              {value.Of(math.Inf(1)).Check(), value.ErrNotFinite, "not a finite number: +Inf"},
		"of another package":    {other, other, "other"},
		"bare already":          {value.Bare(date), value.ErrKind, `not a date (YYYY-MM-DD): "2026-02-30"`},
		"a text is in quotes":   {value.Before(value.NewDate(2026, 5, 3)).Suits(value.Text), value.ErrKind, `"before" tests a date or date-time, not a text`},
		"a text beside a date":  {value.AtLeast("x").Suits(value.Day), value.ErrKind, `">=" compares a date with a text "x"`},
		"both ends are in them": {value.Between("b", "a").Check(), value.ErrTest, `"between": "b" is above "a"`},
	} {
		t.Run(name, func(t *testing.T) {
			err := value.Bare(c.err)
			require.EqualError(t, err, c.want)
			require.ErrorIs(t, err, c.is)
		})
	}
	require.NoError(t, value.Bare(nil))
}

func TestBareKeepsWhatAnErrorIs(t *testing.T) {
	err := value.Bare(value.Is(math.NaN()).Check())
	require.ErrorIs(t, err, value.ErrTest)
	require.ErrorIs(t, err, value.ErrNotFinite)
}
