package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/store"
)

func TestImportOfATruncatedGzip(t *testing.T) {
	var text strings.Builder
	for i := range 30 {
		fmt.Fprintf(&text, `{"person":"p%d","event":"A","time":"2026-05-03T10:00:%02dZ","properties":{"n":%d}}`+"\n", i%7, i, i*i*7919%1000)
	}
	data := zipped(t, text.String())
	lines := strings.SplitAfter(text.String(), "\n")
	for cut := 2; cut < len(data); cut++ {
		s := newStore(t)
		got, err := s.ImportEvents(t.Context(), bytes.NewReader(data[:cut]), &store.ImportOptions{BatchSize: 8})
		require.ErrorIs(t, err, store.ErrUnreadable, "cut at %d", cut)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		require.ErrorContains(t, err, fmt.Sprintf("after line %d", got.Lines))
		require.Equal(t, got.Lines, got.Committed)
		want := newStore(t)
		_, err = want.ImportEvents(t.Context(), strings.NewReader(strings.Join(lines[:got.Lines], "")), nil)
		require.NoError(t, err)
		require.Equal(t, told(want), told(s), "cut at %d", cut)
	}
}

func TestImportOfABrokenGzip(t *testing.T) {
	data := zipped(t, twoEvents)
	for i := 2; i < len(data); i++ {
		broken := bytes.Clone(data)
		broken[i] ^= 0xff
		s := newStore(t)
		got, err := s.ImportEvents(t.Context(), bytes.NewReader(broken), &store.ImportOptions{OnBad: store.GoOn})
		if err != nil { // some bytes of the header mean nothing
			require.ErrorIs(t, err, store.ErrUnreadable)
		}
		require.Equal(t, got.Lines, got.Committed+got.Refused+got.Repeated)
		require.EqualValues(t, s.View().Len(), got.Committed)
	}
	_, err := newStore(t).ImportEvents(t.Context(), bytes.NewReader(append(data, "more"...)), nil)
	require.ErrorIs(t, err, store.ErrUnreadable, "bytes after the end")
}

// failing gives some text and then an error.
type failing struct {
	text *strings.Reader
	err  error
}

func (f failing) Read(p []byte) (int, error) {
	if f.text.Len() == 0 {
		return 0, f.err
	}
	return f.text.Read(p)
}

func TestImportKeepsWhatCameBeforeAFailedRead(t *testing.T) {
	disk := errors.New("disk on fire")
	s := newStore(t)
	got, err := s.ImportEvents(t.Context(), failing{strings.NewReader(twoEvents + `{"person":"half`), disk}, nil)
	require.ErrorIs(t, err, disk)
	require.ErrorIs(t, err, store.ErrUnreadable)
	require.EqualError(t, err, "store: unreadable input: after line 2: disk on fire")
	require.EqualValues(t, 2, got.Lines)
	require.EqualValues(t, 2, got.Committed)
	require.Equal(t, twoEventsTold, told(s), "half a line is no line")
}

func TestImportOfALineTooLong(t *testing.T) {
	s := newStore(t)
	got, err := s.ImportEvents(t.Context(), strings.NewReader(twoEvents+strings.Repeat(" ", store.MaxLineBytes+1)+"\n"+twoEvents), &store.ImportOptions{OnBad: store.GoOn})
	require.ErrorIs(t, err, store.ErrLimit)
	require.ErrorIs(t, err, store.ErrUnreadable)
	require.ErrorContains(t, err, "after line 2: a line of more than 1048576 bytes")
	require.EqualValues(t, 2, got.Lines)
	require.Equal(t, twoEventsTold, told(s))
}

// endless repeats a text for ever.
type endless struct {
	text string
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.text[e.at:])
	e.at = (e.at + n) % len(e.text)
	return n, nil
}

func TestImportThatIsCancelled(t *testing.T) {
	for name, run := range map[string]struct {
		line string
		of   func(s *store.Store, ctx context.Context, r io.Reader, o *store.ImportOptions) (store.Imported, error)
	}{
		"events": {`{"person":"ana","event":"A","time":"2026-05-03T10:00:00Z"}` + "\n", (*store.Store).ImportEvents},
		"people": {`{"id":"ana"}` + "\n", (*store.Store).ImportPeople},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			batches := 0
			got, err := run.of(s, ctx, &endless{text: run.line}, &store.ImportOptions{BatchSize: 100, Progress: func(store.Imported) {
				if batches++; batches == 3 {
					cancel()
				}
			}})
			require.ErrorIs(t, err, context.Canceled)
			require.ErrorContains(t, err, "after line 300")
			require.EqualValues(t, 300, got.Lines)
			require.EqualValues(t, 300, got.Committed)
			if name == "events" {
				require.EqualValues(t, 300, s.View().Len())
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got, err := newStore(t).ImportEvents(ctx, strings.NewReader(twoEvents), nil)
	require.ErrorIs(t, err, context.Canceled)
	require.Zero(t, got.Lines)
}

// Neither the lines of a batch nor those that are refused pile up: 40 MiB go through, and the heap stays far below that.
func TestImportNeedsTheMemoryOfABatch(t *testing.T) {
	line := `{"person":"ana","event":"A","time":"2026-05-03T10:00:00Z","id":"once","properties":{"a":"` + strings.Repeat("x", 60_000) + `"}}` + "\n"
	tooLong := `{"person":"ana","event":"A","time":"2026-05-03T10:00:00Z","properties":{"a":"` + strings.Repeat("x", 900_000) + `"}}` + "\n"
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	s := newStore(t)
	before, most := heap(), uint64(0)
	in := &endless{text: strings.Repeat(line, 16) + tooLong}
	got, err := s.ImportEvents(t.Context(), io.LimitReader(in, int64(len(in.text))*22), &store.ImportOptions{OnBad: store.GoOn, Progress: func(store.Imported) {
		most = max(most, heap())
	}})
	require.NoError(t, err)
	require.EqualValues(t, 1, got.Committed)
	require.EqualValues(t, 22, got.Refused)
	require.Greater(t, got.Bytes, int64(38<<20))
	require.Less(t, most-min(most, before), uint64(20<<20))
}

// What a gzip unpacks to is bounded, so that a small file cannot bring any number of events; what stood before the bound is committed and counted.
func TestImportOfMoreBytesThanAllowed(t *testing.T) {
	line := func(i int) string {
		return fmt.Sprintf(`{"person":"p%d","event":"A","time":"2026-05-03T10:00:00Z","id":"%06d"}`+"\n", i%7, i)
	}
	var text strings.Builder
	for i := range 100 {
		text.WriteString(line(i))
	}
	whole, size := text.String(), int64(len(line(0)))
	for _, form := range []struct {
		name string
		data []byte
	}{{"plain", []byte(whole)}, {"gzip", zipped(t, whole)}, {"two gzips", append(zipped(t, whole[:50*size]), zipped(t, whole[50*size:])...)}} {
		for _, c := range []struct {
			name  string
			most  int64
			lines int64
			over  bool
		}{
			{"a byte", 1, 0, true},
			{"less than a line", size - 1, 0, true},
			{"a line", size, 1, true},
			{"half of one more", 40*size + size/2, 40, true},
			{"all but a byte", 100*size - 1, 99, true},
			{"exactly all", 100 * size, 100, false},
			{"more than there is", 1 << 40, 100, false},
			{"no bound", 0, 100, false},
		} {
			t.Run(form.name+", "+c.name, func(t *testing.T) {
				s := newStore(t)
				got, err := s.ImportEvents(t.Context(), bytes.NewReader(form.data), &store.ImportOptions{MaxBytes: c.most, BatchSize: 7})
				if c.over {
					require.ErrorIs(t, err, store.ErrLimit)
					require.ErrorIs(t, err, store.ErrUnreadable)
					require.EqualError(t, err, fmt.Sprintf("store: unreadable input: after line %d: more than %d bytes of text", c.lines, c.most))
				} else {
					require.NoError(t, err)
				}
				require.Equal(t, c.lines, got.Lines)
				require.Equal(t, c.lines, got.Committed)
				require.EqualValues(t, c.lines, s.View().Len())
				require.NoError(t, s.Check(t.Context()))
			})
		}
	}
	_, err := newStore(t).ImportEvents(t.Context(), strings.NewReader(whole), &store.ImportOptions{MaxBytes: -1})
	require.EqualError(t, err, "store: MaxBytes: -1: at least 1, or 0 for no bound")
}

// A gzip bomb: 64 MiB of one event or of nothing, in some 64 KiB. Only the bound's worth of it is read.
func TestImportOfAGzipBomb(t *testing.T) {
	for name, text := range map[string]string{
		"the same event":  `{"person":"ana","event":"A","time":"2026-05-03T10:00:00Z","id":"e1"}` + strings.Repeat(" ", 955) + "\n",
		"blank lines":     strings.Repeat("\n", 1024),
		"one line":        strings.Repeat(" ", 1024),
		"no JSON at all ": strings.Repeat("\x00", 1023) + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			bomb := zipped(t, strings.Repeat(text, 64<<10))
			require.Less(t, len(bomb), 256<<10)
			s := newStore(t)
			got, err := s.ImportEvents(t.Context(), bytes.NewReader(bomb), &store.ImportOptions{MaxBytes: 1 << 20, OnBad: store.GoOn})
			require.ErrorIs(t, err, store.ErrLimit)
			require.Equal(t, got.Lines >= 1, strings.Contains(text, "\n"))
			require.LessOrEqual(t, got.Lines, int64(1<<20))
			require.EqualValues(t, s.View().Len(), got.Committed)
			people, err := newStore(t).ImportPeople(t.Context(), bytes.NewReader(bomb), &store.ImportOptions{MaxBytes: 1 << 20, OnBad: store.GoOn})
			require.ErrorIs(t, err, store.ErrLimit)
			require.Zero(t, people.Committed)
		})
	}
}

func TestImportOfNothingBadHasAnEmptyList(t *testing.T) {
	s := newStore(t)
	got, err := s.ImportEvents(t.Context(), strings.NewReader(twoEvents), &store.ImportOptions{Progress: func(soFar store.Imported) { require.NotNil(t, soFar.Bad) }})
	require.NoError(t, err)
	text, err := json.Marshal(got)
	require.NoError(t, err)
	require.Contains(t, string(text), `"refused":0,"bad":[]}`)
	got, err = s.ImportPeople(t.Context(), strings.NewReader(""), &store.ImportOptions{BatchSize: -1})
	require.ErrorIs(t, err, store.ErrInvalid)
	require.NotNil(t, got.Bad)
}
