package store

import (
	"time"

	"github.com/footfall-go/footfall/people"
)

// Log is one person's events, in order of time and then the canonical order of ties (see CompareTied); nil for a number that is not alive. Events of a person without a name
// (see Redact) have an empty Person. The slice is the caller's.
func (v *View) Log(n people.Number) []Event {
	i := int(n) / people.ShardSize
	id, _ := v.state.people.ID(n)
	if !v.state.people.Alive(n) || i >= len(v.state.shards) {
		return nil
	}
	low := uint16(n % people.ShardSize)
	var cursors []cursor
	for _, r := range v.state.shards[i].runs() {
		if p, ok := r.person(low); ok {
			cursors = append(cursors, cursor{runRow{r, r.first[p], r.start[p]}, r.first[p+1]})
		}
	}
	var log []Event
	for len(cursors) > 0 {
		least := 0
		for i := 1; i < len(cursors); i++ {
			a, c := &cursors[i], &cursors[least]
			ta, tc := a.r.ms(a.row), c.r.ms(c.row)
			if ta < tc || ta == tc && compareTied(v.state.names, a.runRow, c.runRow) < 0 {
				least = i
			}
		}
		c := &cursors[least]
		e := decode(v.state.names, c.runRow)
		e.Person, e.Time = id, time.UnixMilli(c.r.ms(c.row)).UTC()
		log = append(log, e)
		if c.advance(); c.row == c.end {
			cursors[least] = cursors[len(cursors)-1]
			cursors = cursors[:len(cursors)-1]
		}
	}
	return log
}
