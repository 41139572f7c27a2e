package store_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// allocated is how many bytes do asks for, whether they are kept or not.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// within fails where do asks for more than so many bytes for each one of its input, and a base.
func within(t *testing.T, multiple, base, input int, do func()) {
	t.Helper()
	got := allocated(do)
	t.Logf("%d bytes in, %d allocated: %.1f for each", input, got, float64(got)/float64(input))
	require.LessOrEqual(t, got, uint64(multiple*input+base))
}

func tiny(i int) string { return fmt.Sprintf("%x", i) }

// Load asks for at most 1 KiB for each byte of a snapshot and 4 MiB, whatever is in it.
func TestLoadAllocatesByItsInput(t *testing.T) {
	const many = 20_000
	at := func(i int) store.Event { return store.Event{Person: "a", Name: "x", Time: time.Unix(int64(i), 0)} }
	costly := map[string]func(s *store.Store){
		"attributes": func(s *store.Store) {
			for i := range many / 4 {
				_ = s.SetAttributes("a", people.Attributes{tiny(i): value.Of(1)})
			}
		},
		"indexed attributes": func(s *store.Store) {
			for i := range many / 20 {
				_ = s.DeclareAttribute(tiny(i), people.Declaration{Kind: value.Text, Indexed: true})
				_ = s.SetAttributes("a", people.Attributes{tiny(i): value.Of("b")})
			}
		},
		"people far apart": func(s *store.Store) {
			for i := range many {
				_ = s.SetAttributes(tiny(i), nil)
			}
			for i := range 100 {
				for k := range many / 1024 {
					_ = s.SetAttributes(tiny(k*1024), people.Attributes{tiny(i): value.Of("x")})
				}
			}
		},
		"aliases": func(s *store.Store) {
			_ = s.SetAttributes("a", nil)
			for i := range many / 4 {
				_ = s.SetAttributes("b"+tiny(i), nil)
				_ = s.Merge("b"+tiny(i), "a")
			}
		},
		"tags": func(s *store.Store) {
			var c store.Changes
			for i := range many / 4 {
				c.TagPeople(tiny(i), "a")
			}
			_, _ = s.Commit(&c)
		},
		"notes": func(s *store.Store) {
			for i := range many / 40 {
				_ = s.PutNote(store.Note{Kind: store.NoteSegment, Name: tiny(i), Body: []byte(`{}`)}, s.View().NotesRevision())
			}
		},
		"an event in each partition": func(s *store.Store) {
			for i := range many / 4 {
				e := at(0)
				e.Time = time.Date(2, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i*50)
				_, _ = s.Append(e)
			}
		},
		"names": func(s *store.Store) {
			for i := range many {
				e := at(i)
				e.Name, e.Properties = tiny(i), []store.Property{store.Prop(tiny(i), i)}
				_, _ = s.Append(e)
			}
		},
		"texts and IDs": func(s *store.Store) {
			for i := range many {
				e := at(i)
				e.ID, e.Properties = tiny(i), []store.Property{store.Prop("p", tiny(i))}
				_, _ = s.Append(e)
			}
		},
	}
	for name, fill := range costly {
		t.Run(name, func(t *testing.T) {
			s, err := store.New(nil)
			require.NoError(t, err)
			fill(s)
			file := snapshotOf(t, s.View())
			within(t, 1<<10, 4<<20, len(file), func() {
				_, err := store.Load(context.Background(), bytes.NewReader(file), nil)
				require.NoError(t, err)
			})
		})
	}
	head := binary.LittleEndian.AppendUint32([]byte("footfall"), 1)
	s, err := store.New(nil)
	require.NoError(t, err)
	meta := snapshotOf(t, s.View())
	meta = meta[:12+5+int(binary.LittleEndian.Uint32(meta[13:]))+4]
	for name, file := range map[string][]byte{
		"a block of 4 GiB":    append(bytes.Clone(head), 1, 0xff, 0xff, 0xff, 0xff),
		"a block of 32 MiB":   append(bytes.Clone(head), 1, 0, 0, 0, 2),
		"a list of 2^63":      append(unframed(t, meta), 4, 9, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
		"a list of a billion": append(unframed(t, meta), 9, 5, 0, 0xff, 0xff, 0xff, 0xff, 3),
	} {
		t.Run(name, func(t *testing.T) {
			if name[:6] == "a list" {
				file = framed(1, file)
			}
			within(t, 1<<10, 4<<20, len(file), func() {
				_, err := store.Load(context.Background(), bytes.NewReader(file), nil)
				require.ErrorIs(t, err, store.ErrDamaged)
			})
		})
	}
}

// An import asks for at most 1 KiB for each byte of its input, what is kept of it included, and 16 MiB.
func TestImportsAllocateByTheirInput(t *testing.T) {
	lines := func(n int, line func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(line(i) + "\n")
		}
		return b.String()
	}
	list := func(n int, item func(i int) string) string {
		var all []string
		for i := range n {
			all = append(all, item(i))
		}
		return strings.Join(all, ",")
	}
	event := func(more string) string {
		return `{"person":"a","event":"b","time":"2026-01-01T00:00:00Z"` + more + `}`
	}
	events := map[string]string{
		"blank lines":     strings.Repeat("\n", 1_000_000),
		"broken lines":    strings.Repeat("{\n", 200_000),
		"one long line":   strings.Repeat("x", store.MaxLineBytes) + "\n",
		"a longer line":   strings.Repeat("x", 4*store.MaxLineBytes),
		"a deep line":     strings.Repeat("[", store.MaxLineBytes) + "\n",
		"deep properties": event(`,"properties":{"a":`+strings.Repeat("[", 900_000)+`}`) + "\n",
		"names": lines(20_000, func(i int) string {
			return strings.Replace(event(`,"properties":{"`+tiny(i)+`":1}`), `"b"`, `"`+tiny(i)+`"`, 1)
		}),
		"partitions": lines(9000, func(i int) string { return strings.Replace(event(""), "2026", fmt.Sprintf("%04d", 1+i), 1) }),
		"properties": lines(1000, func(int) string {
			return event(`,"properties":{` + list(256, func(i int) string { return `"` + tiny(i) + `":0` }) + `}`)
		}),
		"too many": lines(20, func(int) string {
			return event(`,"properties":{` + list(90_000, func(i int) string { return `"` + tiny(i) + `":0` }) + `}`)
		}),
		"elements": lines(20, func(int) string {
			return event(`,"properties":{"a":[` + list(60_000, func(int) string { return `""` }) + `]}`)
		}),
		"escapes":        lines(20, func(int) string { return event(`,"properties":{"a":"` + strings.Repeat(`\n`, 30_000) + `"}`) }),
		"a large number": event(`,"properties":{"a":1`+strings.Repeat("0", 900_000)+`}`) + "\n",
	}
	persons := map[string]string{
		"attributes": lines(20, func(int) string {
			return `{"id":"a","attributes":{` + list(3000, func(i int) string { return `"` + tiny(i) + `":0` }) + `}}`
		}),
		"tags": lines(2, func(int) string {
			return `{"id":"a","tags":[` + list(30_000, func(i int) string { return `"` + tiny(i) + `"` }) + `]}`
		}),
		"one each":   lines(3000, func(i int) string { return `{"id":"` + tiny(i) + `","attributes":{"` + tiny(i) + `":0}}` }),
		"tags alike": lines(20_000, func(i int) string { return `{"id":"` + tiny(i) + `","tags":["a"]}` }),
	}
	for kind, inputs := range map[string]map[string]string{"events": events, "people": persons} {
		for name, text := range inputs {
			for _, batch := range []int{1, 0} {
				t.Run(fmt.Sprintf("%s/%s/batch=%d", kind, name, batch), func(t *testing.T) {
					s, err := store.New(nil)
					require.NoError(t, err)
					do := s.ImportEvents
					if kind == "people" {
						do = s.ImportPeople
					}
					within(t, 1<<10, 16<<20, len(text), func() {
						_, err := do(context.Background(), strings.NewReader(text), &store.ImportOptions{OnBad: store.GoOn, BatchSize: batch})
						if err != nil {
							require.ErrorIs(t, err, store.ErrLimit)
						}
					})
				})
			}
		}
	}
}
