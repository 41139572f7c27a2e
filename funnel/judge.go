package funnel

import (
	"math"
	"time"
)

// fate is what may yet become of a person or an attempt that stopped before some step.
type fate uint8

const (
	final     fate = iota // decided under both policies, late arrivals apart
	open                  // an attempt can still take an event under the query's policy
	truncated             // the end of the timeframe decided it: under Entry it is further, or open
	done                  // nothing: the funnel is finished, or was not entered

	fates = 4
)

// judge reads a run by a policy and a clock.
type judge struct {
	steps int
	whole bool
	over  bool  // under WholeFunnel the timeframe is over by the clock: no attempt takes anything more
	clock int64 // Unix milliseconds, rounded down as an event's time would be that came at this moment
}

func newJudge(steps int, p Policy, clock time.Time, to int64) judge {
	now := clock.UnixMilli()
	return judge{steps: steps, whole: p == WholeFunnel, over: now >= to && to != math.MaxInt64, clock: now}
}

// depths are the steps that an attempt has filled under the query's policy, and under Entry.
func (j judge) depths(r *run, a int) (depth, late int) {
	late = int(r.depth[a])
	if j.whole {
		return int(r.cut[a]), late
	}
	return late, late
}

// levels are the depths of the deepest attempts.
func (j judge) levels(r *run) (level, late int) {
	for _, d := range r.depth {
		late = max(late, int(d))
	}
	if !j.whole {
		return late, late
	}
	for _, d := range r.cut {
		level = max(level, int(d))
	}
	return level, late
}

// attempt is the fate of an attempt.
func (j judge) attempt(deadline int64, depth, late int) fate {
	running := j.clock <= deadline
	switch {
	case depth == 0 || depth == j.steps:
		return done
	case running && !(j.whole && j.over):
		return open
	case j.whole && (late > depth || running):
		return truncated
	}
	return final
}

// person is the fate of a person of that level: that of an attempt with the latest start's deadline, since it is the last one to end.
func (j judge) person(r *run, level, late int) fate {
	if level == 0 {
		return done
	}
	return j.attempt(r.deadline(len(r.starts)-1), level, late)
}
