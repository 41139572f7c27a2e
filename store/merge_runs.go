package store

import (
	"iter"
	"math"
	"slices"
)

// mergeFan is how many runs of one size are merged into one: of events that come in order, a row is written twice at most after it was sorted in (TestRowsAreWrittenAFewTimes).
const mergeFan = 8

// tier is the size class of a run: headRows rows and less, mergeFan times as many, and so on.
func tier(rows int) int {
	t := 0
	for n := headRows; rows > n; n *= mergeFan {
		t++
	}
	return t
}

// mergeRuns makes one run of several of one partition. Rows that drop says yes to are left out; nil keeps all. nil where none is left.
func mergeRuns(runs []*run, names *known, drop func(low uint16, ms int64, id []byte) bool) *run {
	b := newRunBuilder(runs[0].part)
	rows, hasIDs := 0, false
	for _, r := range runs {
		for i := range r.shapes {
			b.declare(names, r.shapes[i].shape, func(j int) uint8 { return r.shapes[i].slots[j].width })
		}
		rows += r.len()
		hasIDs = hasIDs || r.idEnd != nil
	}
	b.begin(rows, hasIDs)
	next := make([]int, len(runs)) // index into low of each run
	var cursors []cursor
	for {
		low, found := uint16(0), false
		for i, r := range runs {
			if next[i] < len(r.low) && (!found || r.low[next[i]] < low) {
				low, found = r.low[next[i]], true
			}
		}
		if !found {
			break
		}
		cursors = cursors[:0]
		for i, r := range runs {
			if next[i] < len(r.low) && r.low[next[i]] == low {
				cursors = append(cursors, cursor{runRow{r, r.first[next[i]], r.start[next[i]]}, r.first[next[i]+1]})
				next[i]++
			}
		}
		mergePerson(b, low, cursors, names, drop)
	}
	if len(b.run.times) == 0 {
		return nil
	}
	return b.finish()
}

// cursor walks the rows of one person in one run.
type cursor struct {
	runRow
	end uint32
}

func (c *cursor) advance() {
	c.at += c.r.shape(c.row).stride
	c.row++
}

func mergePerson(b *runBuilder, low uint16, cursors []cursor, names *known, drop func(uint16, int64, []byte) bool) {
	for len(cursors) > 0 {
		least := 0
		for i := 1; i < len(cursors); i++ {
			a, c := &cursors[i], &cursors[least]
			ta, tc := a.r.times[a.row], c.r.times[c.row]
			if ta < tc || ta == tc && compareTied(names, a.runRow, c.runRow) < 0 {
				least = i
			}
		}
		c := &cursors[least]
		if drop == nil || !drop(low, c.r.ms(c.row), c.r.id(c.row)) {
			from := c.r.shape(c.row)
			to := b.row(low, c.r.times[c.row], from.shape, c.r.id(c.row))
			for i := range to.slots {
				b.num(&to.slots[i], c.r.num(c.at, &from.slots[i]))
			}
		}
		if c.advance(); c.row == c.end {
			cursors[least] = cursors[len(cursors)-1]
			cursors = cursors[:len(cursors)-1]
		}
	}
}

// settle merges the runs of a shard until none are due in any partition. runs are by partition; the result is a new list.
func settle(runs []*run, names *known) []*run {
	for merged := true; merged; {
		merged = false
		recent, out := recentPart(runs), make([]*run, 0, len(runs))
		for group := range partitionsOf(runs) {
			if pick := due(group, group[0].part < recent); pick != nil {
				group, merged = replaced(group, pick, mergeRuns(pick, names, nil)), true
			}
			out = append(out, group...)
		}
		runs = out
	}
	return runs
}

// nextMerge is the runs of one partition that are to be merged next: the most runs that are due, so that none is put off for ever by others that fill faster than they are merged. nil: none are. runs are by partition.
func nextMerge(runs []*run) (next []*run) {
	recent := recentPart(runs)
	for group := range partitionsOf(runs) {
		if len(group) > len(next) {
			if pick := due(group, group[0].part < recent); len(pick) > len(next) {
				next = pick
			}
		}
	}
	return next
}

// partitionsOf gives the runs of each partition.
func partitionsOf(runs []*run) iter.Seq[[]*run] {
	return func(yield func([]*run) bool) {
		for from := 0; from < len(runs); {
			to := from + 1
			for to < len(runs) && runs[to].part == runs[from].part {
				to++
			}
			if !yield(runs[from:to:to]) {
				return
			}
			from = to
		}
	}
}

// oneEach gives one run of each partition, without the rows of the dead: none where there are no others. It adds to ids how many event IDs went with these.
func oneEach(runs []*run, names *known, gone dead, ids *int) (each []*run) {
	for group := range partitionsOf(runs) {
		var one *run
		if len(group) == 1 {
			one = group[0].without(gone, names, ids)
		} else {
			one = mergeRuns(group, names, gone.rows(ids))
		}
		if one != nil {
			each = append(each, one)
		}
	}
	return each
}

// replaced is a new list, by partition, with one run in the place of several; nil: with none.
func replaced(runs, several []*run, one *run) []*run {
	left := slices.DeleteFunc(slices.Clone(runs), func(r *run) bool { return slices.Contains(several, r) })
	if one == nil {
		return left
	}
	return byPartition(left, []*run{one})
}

// recentPart is the second newest partition that has rows.
func recentPart(runs []*run) int32 {
	for i := len(runs) - 1; i >= 0; i-- {
		if newest := runs[len(runs)-1].part; runs[i].part < newest {
			return runs[i].part
		}
	}
	return math.MinInt32
}

// lateShare is the part of the largest run of an old partition that the others reach together when all are merged into one: an eighth. Without that, each partition would keep up to seven runs of every size for ever, and a question
// opens them all: at four million events of 2.5 years, 210 runs instead of 33, and twice the time for events by day. Events that come in order are written once more so, 60 ns of a core each. Late ones have some eight others
// written with each of them; where all come in no order, over all of those years, an event takes 1.5 microseconds of the cores instead of 1.05.
const lateShare = 8

// due gives the runs of a partition, which counts as old unless it is one of the newest two, that are to be merged into one; nil: none are.
func due(group []*run, old bool) []*run {
	rows, largest := 0, 0
	for _, r := range group {
		rows, largest = rows+r.len(), max(largest, r.len())
	}
	if old && (rows-largest)*lateShare >= largest {
		return group
	}
	var tiers [16][]*run
	for _, r := range group {
		t := tier(r.len())
		if tiers[t] = append(tiers[t], r); len(tiers[t]) == mergeFan {
			return tiers[t]
		}
	}
	return nil
}
