package funnel_test

import (
	"sort"
	"strings"

	"github.com/footfall-go/footfall/store"
)

// The reference: SEMANTICS section 5 word for word, with nested loops, and nothing of the package.

// naiveQuery is a funnel over plain numbers. A step is the names that it matches; an empty one matches every event.
type naiveQuery struct {
	steps    [][]string
	window   int64 // below 0: no limit
	from, to int64
	entry    bool
	strict   bool
	clock    int64
}

// naiveEvent is an event as the reference sees it.
type naiveEvent struct {
	at    int64
	name  string
	id    string
	index int // in the log
}

type naiveAttempt struct {
	start int64
	used  []int // indexes in the log
	end   int64
}

type naivePath struct {
	attempts  []naiveAttempt // under the query's policy
	entry     []naiveAttempt // under entry in the timeframe
	level     int
	late      int
	best      int
	open      bool
	truncated bool
	// of each attempt
	opens, truncateds []bool
}

func (q naiveQuery) matches(k int, e naiveEvent) bool {
	if len(q.steps[k]) == 0 {
		return true
	}
	for _, name := range q.steps[k] {
		if name == e.name {
			return true
		}
	}
	return false
}

// order is "by lowest step matched, then the set of steps as a bit mask ascending (S1 = 1, S2 = 2, S3 = 4 ...), then events without an ID
// before those with one, ID by bytes, then name".
func (q naiveQuery) order(log []naiveEvent) []naiveEvent {
	type keyed struct {
		naiveEvent
		lowest, mask int
	}
	var all []keyed
	for _, e := range log {
		k := keyed{naiveEvent: e, lowest: -1}
		value := 1
		for s := range q.steps {
			if q.matches(s, e) {
				if k.lowest < 0 {
					k.lowest = s
				}
				k.mask += value
			}
			value *= 2
		}
		if k.lowest >= 0 {
			all = append(all, k)
		}
	}
	sort.SliceStable(all, func(i, j int) bool {
		a, b := all[i], all[j]
		switch {
		case a.at != b.at:
			return a.at < b.at
		case a.lowest != b.lowest:
			return a.lowest < b.lowest
		case a.mask != b.mask:
			return a.mask < b.mask
		case a.id != b.id:
			return a.id < b.id
		}
		return a.name < b.name
	})
	var out []naiveEvent
	for _, k := range all {
		out = append(out, k.naiveEvent)
	}
	return out
}

func (q naiveQuery) within(start, at int64) bool { return q.window < 0 || at-start <= q.window }

// run gives the attempts as the events view credits them.
func (q naiveQuery) run(log []naiveEvent, entry bool) []naiveAttempt {
	var events []naiveEvent
	for _, e := range q.order(log) {
		if e.at >= q.from && (entry || e.at < q.to) {
			events = append(events, e)
		}
	}
	var attempts []naiveAttempt
	for i := 0; i < len(events); {
		group := []naiveEvent{events[i]}
		if q.strict {
			for j := i + 1; j < len(events) && events[j].at == events[i].at; j++ {
				group = append(group, events[j])
			}
		}
		i += len(group)
		before := map[int]int{} // depth of each attempt as it stood
		for a := range attempts {
			before[a] = len(attempts[a].used)
		}
		moved := map[int]bool{}
		var started []naiveAttempt
		for _, e := range group {
			for k := len(q.steps); k >= 2; k-- {
				if !q.matches(k-1, e) {
					continue
				}
				for a := len(attempts) - 1; a >= 0; a-- {
					if before[a] == k-1 && !moved[a] && q.within(attempts[a].start, e.at) {
						attempts[a].used = append(attempts[a].used, e.index)
						attempts[a].end = e.at
						moved[a] = true
						break
					}
				}
			}
			if q.matches(0, e) && e.at >= q.from && e.at < q.to {
				started = append(started, naiveAttempt{start: e.at, used: []int{e.index}, end: e.at})
			}
		}
		attempts = append(attempts, started...)
	}
	return attempts
}

// path reads one person.
func (q naiveQuery) path(log []naiveEvent) naivePath {
	n := len(q.steps)
	p := naivePath{attempts: q.run(log, q.entry), entry: q.run(log, true), best: -1}
	deepest := func(as []naiveAttempt) int {
		d := 0
		for _, a := range as {
			if len(a.used) > d {
				d = len(a.used)
			}
		}
		return d
	}
	p.level, p.late = deepest(p.attempts), deepest(p.entry)
	for i, a := range p.attempts {
		if p.best < 0 {
			p.best = i
			continue
		}
		b := p.attempts[p.best]
		switch {
		case len(a.used) != len(b.used):
			if len(a.used) > len(b.used) {
				p.best = i
			}
		case a.end != b.end:
			if a.end < b.end {
				p.best = i
			}
		default: // the later start
			p.best = i
		}
	}
	// canTake: clock <= deadline and, under whole funnel, also clock < T.
	canTake := func(a naiveAttempt, entry bool) bool {
		return len(a.used) < n && (q.window < 0 || q.clock <= a.start+q.window) && (entry || q.clock < q.to)
	}
	entryOpen := false
	for i, a := range p.attempts {
		opened := canTake(a, q.entry)
		p.opens = append(p.opens, opened)
		cut := !q.entry && !opened && len(a.used) < n && (len(p.entry[i].used) > len(a.used) || canTake(p.entry[i], true))
		p.truncateds = append(p.truncateds, cut)
		if opened {
			p.open = true
		}
		if canTake(p.entry[i], true) {
			entryOpen = true
		}
	}
	if p.level == n {
		p.open = false
	}
	if p.level > 0 && p.level < n && !q.entry && !p.open {
		p.truncated = p.late >= p.level+1 || entryOpen
	}
	return p
}

// bruteLevel tries every choice of events, one for each step, in order: the greatest number of steps from the first that can be filled.
func (q naiveQuery) bruteLevel(log []naiveEvent, entry bool) int {
	events := q.order(log)
	best := 0
	var try func(next, step int, start, last int64)
	try = func(next, step int, start, last int64) {
		if step > best {
			best = step
		}
		if step == len(q.steps) {
			return
		}
		for i := next; i < len(events); i++ {
			e := events[i]
			if e.at < q.from || !q.matches(step, e) {
				continue
			}
			if e.at >= q.to && (!entry || step == 0) {
				continue
			}
			if step == 0 {
				try(i+1, 1, e.at, e.at)
			} else if q.within(start, e.at) && (!q.strict || e.at > last) {
				try(i+1, step+1, start, e.at)
			}
		}
	}
	try(0, 0, 0, 0)
	return best
}

// naiveSteps reads "A|B>C": steps by >, alternatives by |, * for any event.
func naiveSteps(text string) [][]string {
	var steps [][]string
	for _, s := range strings.Split(text, ">") {
		if s == "*" {
			steps = append(steps, nil)
		} else {
			steps = append(steps, strings.Split(s, "|"))
		}
	}
	return steps
}

// selectors are the same steps for the package.
func selectors(steps [][]string) []store.Selector {
	var out []store.Selector
	for _, names := range steps {
		out = append(out, store.Selector{Events: names})
	}
	return out
}
