package store

import (
	"errors"
	"fmt"
	"time"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// String is the timeframe in plain English: "in the last 30 days", "this week", "from 2017-01-02 to 2017-12-31", "at any time".
func (t Timeframe) String() string {
	switch {
	case t.LastDays == 1:
		return "today"
	case t.LastDays != 0:
		return fmt.Sprintf("in the last %d days", t.LastDays)
	case t.Week == weekThis:
		return "this week"
	case t.Week != "":
		return "in the previous week"
	case t.From != 0 && t.From == t.To:
		return "on " + t.From.String()
	case t.From != 0 && t.To != 0:
		return "from " + t.From.String() + " to " + t.To.String()
	case t.From != 0:
		return "from " + t.From.String() + " on"
	case t.To != 0:
		return "up to " + t.To.String()
	case !t.Since.IsZero() && !t.Until.IsZero():
		return "from " + instantText(t.Since) + " to before " + instantText(t.Until)
	case !t.Since.IsZero():
		return "from " + instantText(t.Since) + " on"
	case !t.Until.IsZero():
		return "before " + instantText(t.Until)
	}
	return "at any time"
}

// instantText writes an instant as definitions do: RFC 3339, UTC, to the millisecond.
func instantText(t time.Time) string { return kept(t).Format("2006-01-02T15:04:05.999Z07:00") }

// MarshalJSON writes the timeframe as its type says; instants in UTC, to the millisecond. A timeframe that Check refuses is an error.
func (t Timeframe) MarshalJSON() ([]byte, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	var out struct {
		LastDays int    `json:"last_days,omitempty"`
		Week     string `json:"week,omitempty"`
		From     string `json:"from,omitempty"`
		To       string `json:"to,omitempty"`
		Since    string `json:"since,omitempty"`
		Until    string `json:"until,omitempty"`
	}
	out.LastDays, out.Week = t.LastDays, t.Week
	out.From, out.To = t.From.String(), t.To.String()
	if !t.Since.IsZero() {
		out.Since = instantText(t.Since)
	}
	if !t.Until.IsZero() {
		out.Until = instantText(t.Until)
	}
	return strict.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes; instants with any offset. Unknown, repeated and wrong-case names, null, an empty text, last_days of 0 and
// whatever Check refuses are errors that name the field. Each is ErrInvalid, and where the form is wrong the error of package strict that says how. On an
// error the receiver is as it was.
func (t *Timeframe) UnmarshalJSON(data []byte) error {
	var (
		lastDays     *int
		week         weekJSON
		from, to     dateJSON
		since, until instantJSON
	)
	err := strict.Object(data, "timeframe",
		strict.Field{Name: "last_days", Into: &lastDays},
		strict.Field{Name: "week", Into: &week},
		strict.Field{Name: "from", Into: &from},
		strict.Field{Name: "to", Into: &to},
		strict.Field{Name: "since", Into: &since},
		strict.Field{Name: "until", Into: &until})
	if err != nil {
		return strict.Also(err, ErrInvalid)
	}
	out := Timeframe{Week: string(week), From: value.Date(from), To: value.Date(to), Since: time.Time(since), Until: time.Time(until)}
	if lastDays != nil {
		if out.LastDays = *lastDays; out.LastDays == 0 {
			return &strict.Error{What: "timeframe", Path: "last_days", Err: invalid{errors.New("0: at least 1")}}
		}
	}
	if err := out.Check(); err != nil {
		return misread("timeframe", err)
	}
	*t = out
	return nil
}

// The texts of a timeframe refuse "": where a field stands, it says something.
type (
	weekJSON    string
	dateJSON    value.Date
	instantJSON time.Time
)

func (w *weekJSON) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		return errEmpty
	}
	*w = weekJSON(text)
	return nil
}

func (d *dateJSON) UnmarshalText(text []byte) error {
	v, err := value.ParseDate(string(text))
	*d = dateJSON(v)
	return err
}

func (i *instantJSON) UnmarshalText(text []byte) error {
	v, err := value.Parse(value.Time, string(text))
	if err != nil {
		return err
	}
	t, _ := v.Time()
	if t.IsZero() {
		return fmt.Errorf("%s stands for no instant", strict.Clip(text))
	}
	*i = instantJSON(t)
	return nil
}
