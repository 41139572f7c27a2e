package store_test

import (
	"cmp"
	"fmt"
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/store"
)

// TestViewsKeepTheirNotes saves, replaces and removes notes in a random order and holds every view against the map that it was taken beside.
func TestViewsKeepTheirNotes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, err := store.New(nil)
		require.NoError(t, err)
		type key struct{ kind, name string }
		truth := map[key]store.Note{}
		views := []*store.View{s.View()}
		then := []map[key]store.Note{{}}
		kinds := []string{store.NoteFunnel, store.NoteMetrics, store.NoteSegment}
		for i := range rapid.IntRange(1, 400).Draw(t, "changes") {
			k := key{rapid.SampledFrom(kinds).Draw(t, "kind"), fmt.Sprint(rapid.IntRange(0, 150).Draw(t, "name"))}
			rev := s.View().NotesRevision()
			if _, there := truth[k]; there && rapid.Bool().Draw(t, "remove") {
				require.NoError(t, s.RemoveNote(k.kind, k.name, rev))
				delete(truth, k)
			} else {
				n := store.Note{Kind: k.kind, Name: k.name, Body: fmt.Append(nil, i), Uses: []string{fmt.Sprint("used ", i)}}
				require.NoError(t, s.PutNote(n, rev))
				truth[k] = n
			}
			if rapid.IntRange(0, 9).Draw(t, "view") == 0 {
				views, then = append(views, s.View()), append(then, maps.Clone(truth))
			}
		}
		for i, v := range views {
			require.Len(t, v.Notes(), len(then[i]))
			last := key{}
			for _, n := range v.Notes() {
				k := key{n.Kind, n.Name}
				require.Negative(t, cmp.Or(cmp.Compare(last.kind, k.kind), cmp.Compare(last.name, k.name)), "by kind, then name")
				require.Equal(t, then[i][k], n)
				got, ok := v.Note(n.Kind, n.Name)
				require.True(t, ok)
				require.Equal(t, n, got)
				n.Body[0], n.Uses[0] = '!', "!" // the caller's
				last = k
			}
			_, ok := v.Note(store.NoteFunnel, "never")
			require.False(t, ok)
		}
		require.NoError(t, s.Check(t.Context()))
	})
}

// BenchmarkPutNote saves one more note over and over, with a view before each as every saver takes one.
func BenchmarkPutNote(b *testing.B) {
	for _, n := range []int{1000, 50_000} {
		b.Run(fmt.Sprintf("notes=%d", n), func(b *testing.B) {
			s, err := store.New(nil)
			require.NoError(b, err)
			put := func(i int) {
				if err := s.PutNote(store.Note{Kind: store.NoteSegment, Name: fmt.Sprint("segment ", i), Body: []byte(`{"where":{"tag":"staff"}}`)}, s.View().NotesRevision()); err != nil {
					b.Fatal(err)
				}
			}
			for i := range n {
				put(i)
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				put(i % n)
				i++
			}
		})
	}
}
