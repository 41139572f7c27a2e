package funnel_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// onboarding is a query that every test may start from.
func onboarding() funnel.Query {
	return funnel.Query{
		Steps:     []store.Selector{store.On("Registration"), store.On("Watch video"), store.On("Payment", store.If("full", value.Is(true)))},
		Window:    15 * time.Minute,
		Timeframe: store.Last30Days(),
	}
}

func TestCheckNamesTheField(t *testing.T) {
	step := store.On("A")
	steps := func(n int) func(*funnel.Query) {
		return func(q *funnel.Query) {
			q.Steps = nil
			for range n {
				q.Steps = append(q.Steps, step)
			}
		}
	}
	segments := func(n int) func(*funnel.Query) {
		return func(q *funnel.Query) { q.Segments = make([]segment.Segment, n) }
	}
	for _, c := range []struct {
		name   string
		change func(*funnel.Query)
		limits funnel.Limits
		want   string // what the error says; "" is none
		limit  bool   // also ErrLimit
	}{
		{name: "as it is", change: func(*funnel.Query) {}},
		{name: "no steps", change: steps(0), want: "funnel: steps: 0 given, must be 2 to 7", limit: true},
		{name: "one step", change: steps(1), want: "funnel: steps: 1 given, must be 2 to 7", limit: true},
		{name: "two steps", change: steps(2)},
		{name: "seven steps", change: steps(7)},
		{name: "eight steps", change: steps(8), want: "funnel: steps: 8 given, must be 2 to 7", limit: true},
		{name: "eight steps, raised", change: steps(8), limits: funnel.Limits{MaxSteps: 8}},
		{name: "one step, lowered", change: steps(1), limits: funnel.Limits{MinSteps: 1}},
		{name: "as many steps as there can be", change: steps(64), limits: funnel.Limits{MaxSteps: 64}},
		{name: "more steps than can be raised to", change: steps(65), limits: funnel.Limits{MaxSteps: 65}, want: "funnel: limits.max_steps: 65 is outside 2 (min_steps) to 64"},
		{name: "limits below nothing", change: steps(2), limits: funnel.Limits{MinSteps: -1}, want: "funnel: limits.min_steps: -1 is outside 1 to 64"},
		{name: "limits the wrong way round", change: steps(2), limits: funnel.Limits{MinSteps: 3, MaxSteps: 2}, want: "funnel: limits.max_steps: 2 is outside 3 (min_steps) to 64"},
		{name: "too many segments to ask for", change: steps(2), limits: funnel.Limits{MaxSegments: 65}, want: "funnel: limits.max_segments: 65 is outside 1 to 64"},
		{name: "window 0", change: func(q *funnel.Query) { q.Window = 0 }, want: "funnel: window: 0s is not a whole number of milliseconds above zero, nor NoLimit"},
		{name: "window below 0", change: func(q *funnel.Query) { q.Window = -time.Minute }, want: "funnel: window: -1m0s is not a whole number of milliseconds above zero, nor NoLimit"},
		{name: "window finer than times are", change: func(q *funnel.Query) { q.Window = 1500 * time.Microsecond }, want: "funnel: window: 1.5ms is not"},
		{name: "no limit", change: func(q *funnel.Query) { q.Window = funnel.NoLimit }},
		{name: "empty timeframe", change: func(q *funnel.Query) {
			q.Timeframe = store.Dates(value.NewDate(2026, 5, 2), value.NewDate(2026, 5, 1))
		}, want: "funnel: timeframe"},
		{name: "empty instants", change: func(q *funnel.Query) { q.Timeframe = store.Instants(at(5), at(5)) }, want: "funnel: timeframe"},
		{name: "two segments", change: segments(2)},
		{name: "three segments", change: segments(3), want: "funnel: segments: 3 given, at most 2", limit: true},
		{name: "three segments, raised", change: segments(3), limits: funnel.Limits{MaxSegments: 3}},
		{name: "a bad segment", change: func(q *funnel.Query) {
			q.Segments = []segment.Segment{{}, {Where: segment.Attr("age", value.Test{})}}
		}, want: "funnel: segments[1].where"},
		{name: "a bad step", change: func(q *funnel.Query) { q.Steps[2].Where = store.If("full", value.Test{}) }, want: "funnel: steps[2].where"},
		{name: "an empty event name", change: func(q *funnel.Query) { q.Steps[1].Events = []string{""} }, want: "funnel: steps[1].event"},
		{name: "unknown policy", change: func(q *funnel.Query) { q.Policy = 7 }, want: "funnel: policy: 7 is neither WholeFunnel nor Entry"},
		{name: "unknown location", change: func(q *funnel.Query) { q.Location = "Europe/Atlantis" }, want: `funnel: location: "Europe/Atlantis" is not the IANA name of a time zone`},
		{name: "location of the machine", change: func(q *funnel.Query) { q.Location = "Local" }, want: `funnel: location: "Local" is not`},
		{name: "location outside the zone data", change: func(q *funnel.Query) { q.Location = "../etc/passwd" }, want: "funnel: location"},
		{name: "unknown day", change: func(q *funnel.Query) { q.WeekStart = "Monday" }, want: `funnel: week_start: "Monday" is not a day of the week (monday, tuesday ...)`},
		{name: "sunday", change: func(q *funnel.Query) { q.WeekStart = "sunday" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := onboarding()
			c.change(&q)
			err := q.Check(c.limits)
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, funnel.ErrQuery)
			require.ErrorContains(t, err, c.want)
			require.True(t, strings.HasPrefix(err.Error(), "funnel: "), err)
			require.Equal(t, c.limit, errors.Is(err, funnel.ErrLimit))
			var f *funnel.FieldError
			require.ErrorAs(t, err, &f)

			s, errNew := store.New(nil)
			require.NoError(t, errNew)
			_, computed := funnel.Compute(context.Background(), s.View(), q, &funnel.Options{Limits: c.limits})
			require.EqualError(t, computed, err.Error())
			if !c.limit && c.limits == (funnel.Limits{}) {
				_, matched := funnel.Match(nil, q, value.Frame{})
				require.EqualError(t, matched, err.Error())
			}
		})
	}
}

func TestQueryJSON(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       func(*funnel.Query)
	}{
		{"shortest", `{"steps":[{"event":"A"},{"event":"B"}],"window":"15m"}`, func(q *funnel.Query) {}},
		{"version said", `{"version":1,"steps":[{"event":"A"},{"event":"B"}],"window":"15m"}`, func(q *funnel.Query) {}},
		{"all", `{"version":1,"steps":[{"event":"A"},{"event":"B"}],"window":"no limit","timeframe":{"last_days":30},"segments":[{"name":"fans"}],` +
			`"policy":"entry","strict_increase":true,"location":"Europe/Zagreb","week_start":"sunday"}`, func(q *funnel.Query) {
			q.Window, q.Timeframe, q.Segments, q.Policy = funnel.NoLimit, store.Last30Days(), []segment.Segment{{Name: "fans"}}, funnel.Entry
			q.StrictIncrease, q.Location, q.WeekStart = true, "Europe/Zagreb", "sunday"
		}},
		{"the default policy said", `{"steps":[{"event":"A"},{"event":"B"}],"window":"15m","policy":"whole funnel"}`, func(q *funnel.Query) {}},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := funnel.Query{Steps: []store.Selector{store.On("A"), store.On("B")}, Window: 15 * time.Minute}
			c.want(&want)
			var got funnel.Query
			require.NoError(t, json.Unmarshal([]byte(c.text), &got))
			require.Equal(t, want, got)
			text, err := json.Marshal(got)
			require.NoError(t, err)
			var again funnel.Query
			require.NoError(t, json.Unmarshal(text, &again))
			require.Equal(t, got, again)
		})
	}
}

func TestQueryJSONRefuses(t *testing.T) {
	const good = `"steps":[{"event":"A"},{"event":"B"}],"window":"15m"`
	for _, c := range []struct{ name, text, want string }{
		{"no steps", `{"window":"15m"}`, "steps"},
		{"a window misspelt", `{"steps":[{"event":"A"},{"event":"B"}],"windw":"15m"}`, "windw"},
		{"no window", `{"steps":[{"event":"A"},{"event":"B"}]}`, "window"},
		{"unknown field", `{` + good + `,"sizes":1}`, "sizes"},
		{"wrong case", `{` + good + `,"Policy":"entry"}`, "Policy"},
		{"repeated", `{` + good + `,"window":"16m"}`, "window"},
		{"null", `{` + good + `,"policy":null}`, "policy"},
		{"a newer version", `{"version":2,` + good + `}`, "version"},
		{"a number for a window", `{"steps":[{"event":"A"},{"event":"B"}],"window":15}`, "window"},
		{"a window without unit", `{"steps":[{"event":"A"},{"event":"B"}],"window":"15"}`, `funnel query: window: "15" is not a duration`},
		{"unknown policy", `{` + good + `,"policy":"Entry"}`, `funnel query: policy: "Entry" is neither`},
		{"a step with an unknown field", `{"steps":[{"event":"A"},{"evnt":"B"}],"window":"15m"}`, "steps[1]"},
		{"steps not a list", `{"steps":{"event":"A"},"window":"15m"}`, "steps"},
		{"not an object", `[]`, "funnel query"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := onboarding()
			err := q.UnmarshalJSON([]byte(c.text))
			require.ErrorContains(t, err, c.want)
			require.ErrorIs(t, err, funnel.ErrQuery)
			require.Equal(t, onboarding(), q, "untouched")
		})
	}
	t.Run("trailing bytes", func(t *testing.T) {
		require.ErrorIs(t, new(funnel.Query).UnmarshalJSON([]byte(`{`+good+`} {}`)), funnel.ErrQuery)
	})
	t.Run("also the error of whose part it is", func(t *testing.T) {
		err := new(funnel.Query).UnmarshalJSON([]byte(`{"steps":[{"event":"A"},{"evnt":"B"}],"window":"15m"}`))
		for _, is := range []error{strict.ErrUnknown, store.ErrInvalid, funnel.ErrQuery} {
			require.ErrorIs(t, err, is)
		}
		require.EqualError(t, err, `funnel query: steps[1]: unknown field "evnt" (did you mean "event"?)`)
	})
	t.Run("depth bomb", func(t *testing.T) {
		bomb := `{"steps":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `,"window":"15m"}`
		require.ErrorContains(t, new(funnel.Query).UnmarshalJSON([]byte(bomb)), "nested")
	})
}

func TestWindowText(t *testing.T) {
	for _, c := range []struct {
		text  string
		want  time.Duration
		plain string // as it is written; "": the text itself
	}{
		{text: "15m", want: 15 * time.Minute},
		{text: "30d", want: 720 * time.Hour},
		{text: "1h30m", want: 90 * time.Minute},
		{text: "90m", want: 90 * time.Minute, plain: "1h30m"},
		{text: "1d12h", want: 36 * time.Hour},
		{text: "36h", want: 36 * time.Hour, plain: "1d12h"},
		{text: "1ms", want: time.Millisecond},
		{text: "1d1h1m1s1ms", want: 25*time.Hour + time.Minute + time.Second + time.Millisecond},
		{text: "106751d", want: 106751 * 24 * time.Hour},
		{text: "no limit", want: funnel.NoLimit},
	} {
		t.Run(c.text, func(t *testing.T) {
			got, err := funnel.ParseWindow(c.text)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
			if c.plain == "" {
				c.plain = c.text
			}
			require.Equal(t, c.plain, funnel.FormatWindow(got))
		})
	}
	for _, text := range []string{"", "0m", "-5m", "5", "m", "5 m", "5M", "1.5h", "1m1h", "1m1m", "1w", "5m ", "+5m", "NO LIMIT", "106752d", "99999999999999999999d", "9223372036854775807ms", "1d\n"} {
		t.Run("not "+text, func(t *testing.T) {
			_, err := funnel.ParseWindow(text)
			require.ErrorIs(t, err, funnel.ErrQuery)
		})
	}
	t.Run("any window reads back", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			w := time.Duration(rapid.Int64Range(1, int64(funnel.NoLimit)/1e6).Draw(t, "ms")) * time.Millisecond
			got, err := funnel.ParseWindow(funnel.FormatWindow(w))
			require.NoError(t, err)
			require.Equal(t, w, got)
		})
	})
}
