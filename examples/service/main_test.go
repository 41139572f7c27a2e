package main

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

var update = flag.Bool("update", false, "write what -try prints to testdata/output.txt")

func TestTry(t *testing.T) {
	var got, log bytes.Buffer
	require.NoError(t, run(context.Background(), []string{"-try"}, &got, &log))
	golden := filepath.Join("testdata", "output.txt")
	if *update {
		require.NoError(t, os.WriteFile(golden, got.Bytes(), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got.String())
	require.Empty(t, log.String(), "nothing between the answers")
}

func TestArguments(t *testing.T) {
	for _, args := range [][]string{
		{"extra"}, {"-max-body", "0"}, {"-read-timeout", "-1s"}, {"-attribute", "registered"}, {"-attribute", "registered=day"},
		{"-location", "Nowhere"}, {"-listen", "nowhere"}, {"-registration", "\xff"},
	} {
		require.Error(t, run(context.Background(), args, io.Discard, io.Discard), args)
	}
	require.ErrorIs(t, run(context.Background(), []string{"-help"}, io.Discard, io.Discard), flag.ErrHelp)
}

// TestState: every kind of value, and what only a name holds, comes back from the files as it was; a state that is there is replaced.
func TestState(t *testing.T) {
	ctx := context.Background()
	o := options{state: filepath.Join(t.TempDir(), "new"), location: time.UTC, attributes: []declared{{"day", value.Day}, {"at", value.Time}},
		properties: []declared{{"until", value.Day}}}
	s, err := load(ctx, o)
	require.NoError(t, err)
	at := time.Date(2026, 5, 4, 10, 0, 0, 7_000_000, time.UTC)
	require.NoError(t, s.SetAttributes("ana", people.Attributes{
		"text": value.Of("<é>\n\"\u2028"), "int": value.Of(-3), "float": value.Of(3.0), "tiny": value.Of(1e-300), "bool": value.Of(false),
		"day": value.Of(value.NewDate(2026, 5, 4)), "at": value.Of(at), "list": value.Of([]string{"a", "a", ""}), "none": value.Of([]string{}),
	}))
	require.NoError(t, s.SetAttributes("idle", nil))
	_, err = s.TagPeople("vip", "ben", "ana")
	require.NoError(t, err)
	_, err = s.Append(
		store.Event{Person: "ana", Name: "Paid", Time: at, ID: "1",
			Properties: []store.Property{store.Prop("sum", 2.0), store.Prop("until", value.NewDate(2027, 1, 1))}},
		store.Event{Person: "ana", Name: "Paid", Time: at},
		store.Event{Person: "ana", Name: "Paid", Time: at},
		store.Event{Person: "cleo", Name: "Came", Time: time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 1)},
	)
	require.NoError(t, err)
	require.NoError(t, save(s.View(), o.state))

	for range 2 { // and what is read is written again the same
		again, err := load(ctx, o)
		require.NoError(t, err)
		require.NoError(t, again.Check(ctx))
		before, after := s.View(), again.View()
		require.Equal(t, before.People().Count(), after.People().Count())
		require.Equal(t, before.Len(), after.Len())
		for n := range before.People().Everyone().Numbers() {
			id, _ := before.People().ID(n)
			m, known := after.People().Find(id)
			require.True(t, known, id)
			require.Equal(t, before.People().Attributes(n), after.People().Attributes(m), id)
			require.Equal(t, before.People().TagsOf(n), after.People().TagsOf(m), id)
			require.Equal(t, before.Log(n), after.Log(m), id)
		}
		require.NoError(t, save(after, o.state))
	}
	files, err := os.ReadDir(o.state)
	require.NoError(t, err)
	require.Len(t, files, 2, "nothing is left behind")

	o.attributes[0].kind = value.Bool
	_, err = load(ctx, o)
	require.ErrorContains(t, err, peopleFile, "a state that no longer fits is not dropped silently")
}
