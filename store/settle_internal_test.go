package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// inPartition is a time within a partition, of 1000 that are evenly spread.
func inPartition(part, at int) time.Time {
	return time.UnixMilli(int64(part)<<partitionBits + int64(at%1000)<<(partitionBits-10))
}

func play(s *Store, rows int, when func(i int) time.Time) error {
	batch := make([]Event, rows)
	for i := range batch {
		batch[i] = Event{Person: fmt.Sprint("p", i%100), Name: "play", Time: when(i), Properties: []Property{Prop("n", i)}}
	}
	_, err := s.Append(batch...)
	return err
}

// partitions gives the rows of a shard's runs, by partition.
func partitions(runs []*run) map[int][]int {
	rows := map[int][]int{}
	for _, r := range runs {
		rows[int(r.part)] = append(rows[int(r.part)], r.len())
	}
	return rows
}

// What time has left behind is in one run, and what comes late is merged into it once it is worth it.
func TestOldPartitionsHaveOneRun(t *testing.T) {
	s, err := New(nil)
	require.NoError(t, err)
	const parts, heads = 4, 9 // of a partition, of which eight are merged while it is new
	for i := range parts * heads {
		require.NoError(t, play(s, headRows, func(row int) time.Time { return inPartition(i/heads, row) }))
		sealed(s)
	}
	sh := s.now.shards[0]
	rows := partitions(sh.runs)
	for part := range parts - 2 {
		require.Equal(t, []int{heads * headRows}, rows[part])
	}
	for part := parts - 2; part < parts; part++ {
		require.Len(t, rows[part], 1+heads-mergeFan, "the newest two are left as they are")
	}

	late := heads * headRows / lateShare / 3 // of which three are an eighth
	for i := 1; i <= 4; i++ {
		require.NoError(t, play(s, late, func(row int) time.Time { return inPartition(1, row) }))
		require.NoError(t, play(s, headRows-late, func(row int) time.Time { return inPartition(parts-1, row) }))
		sealed(s)
		if i < 3 {
			require.Len(t, partitions(sh.runs)[1], 1+i)
			require.Contains(t, partitions(sh.runs)[1], heads*headRows)
		} else if i == 3 {
			require.Equal(t, []int{heads*headRows + 3*late}, partitions(sh.runs)[1])
		} else {
			require.ElementsMatch(t, []int{heads*headRows + 3*late, late}, partitions(sh.runs)[1])
		}
	}
	sameByEveryPath(t, s)
}

// Whatever comes when, each row is written a few times at most.
func TestRowsAreWrittenAFewTimes(t *testing.T) {
	const heads, parts = 200, 20
	for _, of := range []struct {
		name string
		most int // times that a row is written after it was sorted in, on average
		when func(rng *rand.Rand, i int) time.Time
	}{
		{"in order", 2, func(_ *rand.Rand, i int) time.Time { return inPartition(i*parts/(heads*headRows), i) }},
		{"in no order", 1 + lateShare, func(rng *rand.Rand, i int) time.Time { return inPartition(rng.IntN(parts), i) }},
		{"backwards", 1 + lateShare, func(_ *rand.Rand, i int) time.Time { return inPartition(parts-1-i*parts/(heads*headRows), i) }},
		{"a trickle into one", 1 + lateShare, func(_ *rand.Rand, i int) time.Time {
			if i%100 == 0 {
				return inPartition(1, i)
			}
			return inPartition(parts+i*parts/(heads*headRows), i)
		}},
	} {
		t.Run(of.name, func(t *testing.T) {
			names := newNames()
			shape := names.shape(names.event("play"), nil)
			rng := rand.New(rand.NewPCG(3, 3))
			var runs []*run
			written, largest := 0, map[int32]int{}
			for i := range heads {
				h := &head{}
				for row := range headRows {
					h.add(uint16(rng.IntN(1000)), of.when(rng, i*headRows+row).UnixMilli(), shape, nil, "")
				}
				before := byPartition(runs, seal(h, names.known(), nil))
				runs = settle(before, names.known())
				for _, r := range runs {
					if !slices.Contains(before, r) {
						written += r.len()
					}
				}
			}
			rows, recent := 0, recentPart(runs)
			for _, r := range runs {
				rows += r.len()
				largest[r.part] = max(largest[r.part], r.len())
			}
			require.Equal(t, heads*headRows, rows)
			for part, rows := range partitions(runs) {
				all := 0
				for _, n := range rows {
					all += n
				}
				if int32(part) < recent {
					require.Less(t, (all-largest[int32(part)])*lateShare, largest[int32(part)])
				}
			}
			t.Logf("%.1f times", float64(written)/float64(heads*headRows))
			require.LessOrEqual(t, written, of.most*heads*headRows)
		})
	}
}

// A sealer that cannot keep up leaves heads to the writer, who sorts those and merges nothing that there was; all is put together once there is time.
func TestTheWriterMergesNothing(t *testing.T) {
	s := heldBack(t, 40*headRows)
	sh := s.now.shards[0]
	require.LessOrEqual(t, len(sh.heads), maxFullHeads)
	before := sh.runs
	require.Greater(t, len(before), 4)
	for _, r := range before {
		require.LessOrEqual(t, r.len(), maxFullHeads*headRows)
	}
	sameByEveryPath(t, s)
	s.mu.Lock()
	s.now.sealing = false
	s.mu.Unlock()
	plays(t, s, "p", 0, headRows, 500, time.Unix(0, 0))
	sealed(s)
	require.Less(t, len(sh.runs), len(before))
	require.True(t, slices.ContainsFunc(sh.runs, func(r *run) bool { return r.len() > maxFullHeads*headRows }))
	sameByEveryPath(t, s)
}

// Merges of people who share event IDs sort in what waits, however little it is. The runs that come of it are merged all the same.
func TestMergesOfPeopleLeaveNoPieces(t *testing.T) {
	s, err := New(nil)
	require.NoError(t, err)
	for i := range 300 {
		visitor, user := fmt.Sprint("visitor ", i), fmt.Sprint("user ", i)
		_, err := s.Append(Event{Person: visitor, Name: "visit", ID: "one", Time: time.Unix(int64(i), 0)}, Event{Person: user, Name: "visit", ID: "one", Time: time.Unix(int64(i+10), 0)})
		require.NoError(t, err)
		require.NoError(t, s.Merge(visitor, user))
	}
	sealed(s)
	require.Less(t, len(s.now.shards[0].runs), mergeFan)
	require.NoError(t, s.Check(t.Context()))
	require.EqualValues(t, 300, s.View().Len())
}

// The partition with the most runs is next, whichever is older: events in no order over many partitions would have the first ones merged again and again.
func TestTheMostRunsAreMergedNext(t *testing.T) {
	names := newNames()
	shape := names.shape(names.event("play"), nil)
	var runs []*run
	for part, n := range []int{3, 9, 12, 2} {
		for i := range n {
			h := &head{}
			for row := range 10 {
				h.add(uint16(row), inPartition(part, i*10+row).UnixMilli(), shape, nil, "")
			}
			runs = byPartition(runs, seal(h, names.known(), nil))
		}
	}
	require.EqualValues(t, 1, nextMerge(runs)[0].part, "of an old one all are merged, of a new one eight")
	require.Len(t, nextMerge(runs), 9)
}
