package funnel

import (
	"fmt"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/store"
)

// Result is a Report with the view that it was made of, and the people behind its numbers. While it is held, that view is held. It is
// immutable and safe for concurrent use. Its JSON is the Report's.
type Result struct {
	Report

	view      *store.View
	classes   classes
	numbers   [][][]people.Number // by class: lists of those who came out so, whatever their segment
	audiences []people.Set        // by segment; none: everyone
}

// Which is one of a step's numbers of people, in the order of Figures.
type Which uint8

// The numbers of people that Behind hands out.
const (
	Reached          Which = iota // Figures.Reached
	Dropped                       // Figures.Dropped: those exactly at the step before, also those who may still go on
	DroppedOpen                   // Figures.Open: those who may still go on
	DroppedTruncated              // Figures.Truncated
	DroppedFinal                  // Figures.Final: those who stopped; the set to write to, or to tag
	ExactlyAt                     // those who reached this step and not the next; at the last step those who completed
	LateReached                   // Figures.LateReached

	whiches = iota
)

// String names the number: "reached", "dropped", "dropped, open" ...
func (w Which) String() string {
	if w >= whiches {
		return fmt.Sprintf("Which(%d)", uint8(w))
	}
	return [...]string{"reached", "dropped", "dropped, open", "dropped, truncated", "dropped, final", "exactly at", "late reached"}[w]
}

// View is the view that the report was made of.
func (r *Result) View() *store.View { return r.view }

// Behind gives the people behind a number of the report: of Segments[segment].Steps[step].People. Both count from 0, as slices do, while tables
// number the steps from 1: those of the table's first segment who stopped before "3. Payment" are Behind(0, 2, DroppedFinal); with no
// segments asked for, everyone is segment 0. To write to those who stopped, or to tag them, take DroppedFinal: Dropped, the number of the
// table, also holds those who may still go on. Nobody drops before the first step: Behind(0, 0, Dropped) is the empty set, and no error.
//
// The set has exactly the size of the number, and belongs to the result's view; Store.Tag takes it also later, when people have been merged
// or deleted. Numbers of attempts hand out no people. ErrNumber where there is no such segment, step or number.
//
// It is made when asked for, from what Compute has kept, at a cost that grows with the people who entered the funnel: no events are read again, so
// that, unlike metrics.Result.Behind, it cannot last and takes no context.
func (r *Result) Behind(segment, step int, w Which) (people.Set, error) {
	switch {
	case segment < 0 || segment >= len(r.Segments):
		return people.Set{}, fmt.Errorf("%w: segment %d is not in 0 to %d", ErrNumber, segment, len(r.Segments)-1)
	case step < 0 || step >= r.classes.steps:
		return people.Set{}, fmt.Errorf("%w: step %d is not in 0 to %d", ErrNumber, step, r.classes.steps-1)
	case w >= whiches:
		return people.Set{}, fmt.Errorf("%w: %v", ErrNumber, w)
	}
	var lists [][]people.Number
	for class, ls := range r.numbers {
		if level, late, f := r.classes.parts(class); w.holds(step+1, level, late, f) {
			lists = append(lists, ls...)
		}
	}
	set := r.view.People().Gather(lists...)
	if len(r.audiences) > 0 {
		set = set.And(r.audiences[segment])
	}
	return set, nil
}
