package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/store"
)

var update = flag.Bool("update", false, "write what is printed to testdata/output.txt")

func TestOutput(t *testing.T) {
	var got bytes.Buffer
	require.NoError(t, run(context.Background(), &got))
	golden := filepath.Join("testdata", "output.txt")
	if *update {
		require.NoError(t, os.WriteFile(golden, got.Bytes(), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got.String())
}

// TestEverySecond counts each line again from what had arrived by then, with maps.
func TestEverySecond(t *testing.T) {
	var got bytes.Buffer
	require.NoError(t, run(context.Background(), &got))
	lines := bytes.Split(got.Bytes(), []byte("\n"))[1:] // without the heads
	visits := newShop()
	seen := map[string]map[string]time.Time{"Visit": {}, "Cart": {}, "Payment": {}}
	events, twice, late := 0, 0, 0
	for second := range seconds {
		now := opening().Add(time.Duration(second) * time.Second)
		for _, packet := range visits.arrivals(second) {
			for _, e := range packet {
				if _, known := seen[e.Name][e.Person]; known {
					twice++
					continue
				}
				seen[e.Name][e.Person] = e.Time
				events++
				if e.Time.Before(now) {
					late++
				}
			}
		}
		carts, paid := 0, 0
		for person, came := range seen["Visit"] {
			deadline := came.Add(15 * time.Second)
			cart, filled := seen["Cart"][person]
			if !filled || cart.After(deadline) {
				continue
			}
			carts++
			if payment, ok := seen["Payment"][person]; ok && !payment.After(deadline) {
				paid++
			}
		}
		want := fmt.Sprintf("%s  %6d  %5d  %4d  %4d", now.Add(time.Second).Format(time.TimeOnly), events, len(seen["Visit"]), carts, paid)
		require.Equal(t, want, string(lines[second][:len(want)]))
	}
	require.NotZero(t, twice, "events sent twice are part of the story")
	require.NotZero(t, late, "and so are late ones")
}

// TestStops: a report that cannot be written ends the writer too, and so does the context; nobody is left waiting.
func TestStops(t *testing.T) {
	broken := errors.New("disk full")
	require.ErrorIs(t, run(context.Background(), brokenWriter{broken}), broken)

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, run(ctx, &bytes.Buffer{}), context.Canceled)

	s, err := store.New(nil)
	require.NoError(t, err)
	require.ErrorIs(t, write(ctx, s, nil), context.Canceled)
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }
