package value_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people/value"
)

// samples has values of every kind; a row of TestEveryOperatorOnEveryKind names those that meet a test.
func samples() map[string]value.Value {
	return map[string]value.Value{
		"absent":   {},
		"empty":    value.Of(""),
		"rock":     value.Of("rock"),
		"Rock":     value.Of("Rock"),
		"three":    value.Of("3"),
		"2":        value.Of(2),
		"3":        value.Of(3),
		"3.0":      value.Of(3.0),
		"3.5":      value.Of(3.5),
		"true":     value.Of(true),
		"false":    value.Of(false),
		"2 May":    value.Of(value.NewDate(2026, 5, 2)),
		"3 May":    value.Of(value.NewDate(2026, 5, 3)),
		"4 May":    value.Of(value.NewDate(2026, 5, 4)),
		"3 May 9h": value.Of(time.Date(2026, 5, 3, 9, 0, 0, 0, time.UTC)),
		"3 May 23": value.Of(time.Date(2026, 5, 3, 23, 0, 0, 0, time.UTC)), // 4 May in Zagreb
		"[]":       value.Of([]string{}),
		"[rock]":   value.Of([]string{"pop", "rock"}),
		"[pop]":    value.Of([]string{"pop"}),
	}
}

func TestEveryOperatorOnEveryKind(t *testing.T) {
	third := value.NewDate(2026, 5, 3)
	nine := time.Date(2026, 5, 3, 9, 0, 0, 0, time.UTC)
	texts := "empty rock Rock three [] [rock] [pop]"
	numbers := "2 3 3.0 3.5"
	for _, c := range []struct {
		test value.Test
		hold string // names of the samples that meet it; days stand with _ for the space
	}{
		{value.Exists(), texts + " " + numbers + " true false 2_May 3_May 4_May 3_May_9h 3_May_23"},
		{value.Missing(), "absent"},

		{value.Is("rock"), "rock [rock]"},
		{value.Is("rock").Folded(), "rock Rock [rock]"},
		{value.Is(""), "empty"},
		{value.Is(3), "3 3.0"},
		{value.Is(3.0), "3 3.0"},
		{value.Is(3.5), "3.5"},
		{value.Is(true), "true"},
		{value.Is(third), "3_May 3_May_9h"},
		{value.Is(nine), "3_May 3_May_9h"},

		{value.IsNot("rock"), "empty Rock three [] [pop]"},
		{value.IsNot("rock").Folded(), "empty three [] [pop]"},
		{value.IsNot(3), "2 3.5"},
		{value.IsNot(true), "false"},
		{value.IsNot(third), "2_May 4_May 3_May_23"},
		{value.IsNot(nine), "2_May 4_May 3_May_23"},

		{value.In("rock", "3"), "rock three [rock]"},
		{value.In("ROCK", "POP").Folded(), "rock Rock [rock] [pop]"},
		{value.In(2, 3), "2 3 3.0"},
		{value.In(third, third+1), "3_May 4_May 3_May_9h 3_May_23"},
		{value.In(true), "true"},
		{value.Test{Op: value.OpIn, Args: []value.Value{value.Of("rock"), value.Of(3)}}, "rock [rock] 3 3.0"},

		{value.NotIn("rock", "3"), "empty Rock [] [pop]"},
		{value.NotIn("ROCK", "POP").Folded(), "empty three []"},
		{value.NotIn(2, 3), "3.5"},
		{value.NotIn(third, third+1), "2_May"},
		{value.Test{Op: value.OpNotIn, Args: []value.Value{value.Of("rock"), value.Of(3)}}, "empty Rock three [] [pop] 2 3.5"},

		{value.Less("q"), "empty Rock three [rock] [pop]"},
		{value.Less(3), "2"},
		{value.Less(3.25), "2 3 3.0"},
		{value.Less(third), "2_May"},
		{value.Less(nine), "2_May"},
		{value.AtMost(3), "2 3 3.0"},
		{value.AtMost("pop"), "empty Rock three [rock] [pop]"},
		{value.AtMost(third), "2_May 3_May 3_May_9h"},
		{value.AtMost(nine), "2_May 3_May 3_May_9h"},
		{value.More(3), "3.5"},
		{value.More("q"), "rock [rock]"},
		{value.More(third), "4_May 3_May_23"},
		{value.More(nine), "4_May 3_May_23"},
		{value.AtLeast(3), "3 3.0 3.5"},
		{value.AtLeast("rock"), "rock [rock]"},
		{value.AtLeast(third), "3_May 4_May 3_May_9h 3_May_23"},
		{value.AtLeast(nine), "3_May 4_May 3_May_9h 3_May_23"},

		{value.Between(2, 3), "2 3 3.0"},
		{value.Between(2.5, 3.25), "3 3.0"},
		{value.Between("p", "q"), "[rock] [pop]"},
		{value.Between(third, third), "3_May 3_May_9h"},
		{value.Between(third-1, third), "2_May 3_May 3_May_9h"},
		{value.Between(nine, nine.Add(24*time.Hour)), "3_May 4_May 3_May_9h 3_May_23"},

		{value.Contains("oc"), "rock Rock [rock]"},
		{value.Contains("RO"), ""},
		{value.Contains("RO").Folded(), "rock Rock [rock]"},
		{value.Contains(""), "empty rock Rock three [rock] [pop]"},
		{value.NotContains("oc"), "empty three [] [pop]"},
		{value.NotContains("OC").Folded(), "empty three [] [pop]"},
		{value.StartsWith("ro"), "rock [rock]"},
		{value.StartsWith("RO").Folded(), "rock Rock [rock]"},
		{value.NotStartsWith("ro"), "empty Rock three [] [pop]"},
		{value.NotStartsWith("RO").Folded(), "empty three [] [pop]"},
		{value.EndsWith("ck"), "rock Rock [rock]"},
		{value.EndsWith("OCK").Folded(), "rock Rock [rock]"},
		{value.NotEndsWith("ck"), "empty three [] [pop]"},
		{value.NotEndsWith("CK").Folded(), "empty three [] [pop]"},

		{value.Before(third), "2_May"},
		{value.Before(nine), "2_May"},
		{value.Before(nine.Add(time.Millisecond)), "2_May 3_May_9h"},
		{value.On(third), "3_May 3_May_9h"},
		{value.On(third + 1), "4_May 3_May_23"},
		{value.After(third), "4_May 3_May_23"},
		{value.After(nine), "4_May 3_May_23"},

		{value.LastDays(1), "3_May 3_May_9h"},
		{value.LastDays(2), "2_May 3_May 3_May_9h"},
		{value.MoreDaysAgo(1), "2_May"},
		{value.MoreDaysAgo(2), ""},
	} {
		t.Run(c.test.String(), func(t *testing.T) {
			require.NoError(t, c.test.Check())
			// The clock stands at 3 May 23:59 in Zagreb.
			frame := value.Frame{Clock: time.Date(2026, 5, 3, 21, 59, 0, 0, time.UTC), Location: place(t, "Europe/Zagreb")}
			var want []string
			for _, name := range strings.Fields(c.hold) {
				want = append(want, strings.ReplaceAll(name, "_", " "))
			}
			var got []string
			for name, v := range samples() {
				require.Equal(t, slowMatch(c.test, v, frame), c.test.Match(v, frame), name)
				if c.test.Match(v, frame) {
					got = append(got, name)
				}
			}
			require.ElementsMatch(t, want, got)
		})
	}
}

func TestNumbersMatchExactly(t *testing.T) {
	for _, c := range []struct {
		test value.Test
		v    value.Value
		want bool
	}{
		{value.Is(float64(1 << 53)), value.Of(int64(1<<53 + 1)), false},
		{value.More(float64(1 << 53)), value.Of(int64(1<<53 + 1)), true},
		{value.Is(9.223372036854775807e18), value.Of(int64(math.MaxInt64)), false},
		{value.Less(9.223372036854775807e18), value.Of(int64(math.MaxInt64)), true},
		{value.Is(-9.223372036854775808e18), value.Of(int64(math.MinInt64)), true},
		{value.In(0.1, 0.2), value.Of(0.2), true},
		{value.Is(0), value.Of(math.Copysign(0, -1)), true},
	} {
		require.Equal(t, c.want, c.test.Match(c.v, value.Frame{}), "%s %s", c.v, c.test)
	}
}

func TestDaysOfATestAreThoseOfTheFrame(t *testing.T) {
	half := time.Date(2026, 5, 3, 22, 30, 0, 0, time.UTC)
	for name, date := range map[string]value.Date{
		"UTC": value.NewDate(2026, 5, 3), "Europe/Zagreb": value.NewDate(2026, 5, 4), "America/New_York": value.NewDate(2026, 5, 3),
		"Pacific/Honolulu": value.NewDate(2026, 5, 3), "Asia/Kolkata": value.NewDate(2026, 5, 4), "Asia/Kathmandu": value.NewDate(2026, 5, 4), "Pacific/Kiritimati": value.NewDate(2026, 5, 4),
	} {
		frame := value.Frame{Clock: half, Location: place(t, name)}
		require.Equal(t, date, frame.Today(), name)
		require.True(t, value.On(date).Match(value.Of(half), frame), name)
		require.False(t, value.Before(date).Match(value.Of(half), frame), name)
		require.False(t, value.After(date).Match(value.Of(half), frame), name)
		require.True(t, value.LastDays(1).Match(value.Of(half), frame), name)
		require.True(t, value.Is(half).Match(value.Of(date), frame), name)
	}
}

func TestLastDaysByTheCalendar(t *testing.T) {
	loc := place(t, "Europe/Zagreb")
	// The last 2 days on the 30th are 29 and 30 March: 23 and 24 hours.
	frame := value.Frame{Clock: time.Date(2026, 3, 30, 0, 0, 0, 0, loc), Location: loc}
	begin := value.NewDate(2026, 3, 29).Start(loc)
	for _, c := range []struct {
		name            string
		v               value.Value
		within, earlier bool
	}{
		{"first instant", value.Of(begin), true, false},
		{"a millisecond before it", value.Of(begin.Add(-time.Millisecond)), false, true},
		{"first date", value.Of(value.NewDate(2026, 3, 29)), true, false},
		{"date before", value.Of(value.NewDate(2026, 3, 28)), false, true},
		{"later today than the clock", value.Of(frame.Clock.Add(23 * time.Hour)), true, false},
		{"tomorrow", value.Of(frame.Clock.Add(24 * time.Hour)), false, false},
		{"tomorrow's date", value.Of(value.NewDate(2026, 3, 31)), false, false},
		{"the first date of all", value.Of(value.Date(1)), false, true},
		{"absent", value.Value{}, false, false},
		{"a number", value.Of(1), false, false},
		{"a text", value.Of("2026-03-29"), false, false},
		{"a list", value.Of([]string{"2026-03-29"}), false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.within, value.LastDays(2).Match(c.v, frame))
			require.Equal(t, c.earlier, value.MoreDaysAgo(2).Match(c.v, frame))
		})
	}
	require.True(t, value.LastDays(value.MaxDays).Match(value.Of(value.Date(1)), frame))
}

func TestFolding(t *testing.T) {
	for _, c := range []struct {
		test value.Test
		s    string
		want bool
	}{
		{value.Is("k").Folded(), "\u212a", true},
		{value.Is("\u212a").Folded(), "K", true},
		{value.Is("ss").Folded(), "ß", false},
		{value.Is("ẞ").Folded(), "ß", true},
		{value.Contains("ΟΔΟΣ").Folded(), "η οδος.", true},
		{value.EndsWith("ς").Folded(), "ΟΔΟΣ", true},
		{value.StartsWith("ſ").Folded(), "Song", true},
		{value.StartsWith("ČE").Folded(), "čevapi", true},
		{value.Contains("aab").Folded(), "AaAaB", true},
		{value.Contains("[").Folded(), "{", false},
		{value.Contains("@").Folded(), "`", false},
		{value.EndsWith("long").Folded(), "ong", false},
		{value.StartsWith("long").Folded(), "lon", false},
		{value.EndsWith("").Folded(), "", true},
		{value.Contains("").Folded(), "", true},
		{value.Is("I").Folded(), "ı", false},
	} {
		require.Equal(t, c.want, c.test.Match(value.Of(c.s), value.Frame{}), "%q %s", c.s, c.test)
	}
}

func TestMatchAllocatesNothing(t *testing.T) {
	loc := place(t, "Europe/Zagreb")
	frame := value.Frame{Clock: time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC), Location: loc}
	tests := []value.Test{
		value.Exists(), value.Missing(), value.Is("rock"), value.Is("ROCK").Folded(), value.IsNot(3), value.In("a", "b", "c"), value.NotIn("A", "B").Folded(),
		value.Between(1, 5), value.Contains("ČEV").Folded(), value.NotEndsWith("x").Folded(), value.StartsWith("r").Folded(),
		value.Before(value.NewDate(2026, 5, 3)), value.Is(frame.Clock), value.LastDays(30), value.MoreDaysAgo(30),
	}
	for name, v := range samples() {
		for _, test := range tests {
			require.Zero(t, testing.AllocsPerRun(5, func() { test.Match(v, frame) }), "%s: %s", name, test)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	frame := value.Frame{Clock: time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC), Location: place(b, "Europe/Zagreb")}
	for _, c := range []struct {
		name string
		test value.Test
		v    value.Value
	}{
		{"op=is/kind=text", value.Is("rock"), value.Of("rock")},
		{"op=is/kind=text/fold=true", value.Is("ROCK").Folded(), value.Of("rock")},
		{"op=contains/kind=text/fold=true", value.Contains("ROCK").Folded(), value.Of("progressive rock")},
		{"op=in/kind=list/args=3", value.In("rock", "pop", "jazz"), value.Of([]string{"folk", "jazz"})},
		{"op=between/kind=integer", value.Between(1, 5), value.Of(3)},
		{"op=on/kind=date-time", value.On(value.NewDate(2026, 5, 3)), value.Of(frame.Clock)},
		{"op=lastdays/kind=date-time", value.LastDays(30), value.Of(frame.Clock)},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				c.test.Match(c.v, frame)
			}
		})
	}
}

func BenchmarkDate(b *testing.B) {
	loc := place(b, "Europe/Zagreb")
	d := value.NewDate(2026, 3, 29)
	at := d.Start(loc).Add(5 * time.Hour)
	b.Run("call=Start", func(b *testing.B) {
		for b.Loop() {
			d.Start(loc)
		}
	})
	b.Run("call=DateOf", func(b *testing.B) {
		for b.Loop() {
			value.DateOf(at, loc)
		}
	})
}
