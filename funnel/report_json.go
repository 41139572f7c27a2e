package funnel

import (
	"errors"
	"fmt"

	"github.com/footfall-go/footfall/people/strict"
)

// maxReportNodes bounds a report that is read, wider than a definition: it has about 60 values for each step and segment, and at most 64 of either.
const maxReportNodes = 1 << 20

// UnmarshalJSON reads the JSON of a report, strictly: unknown, repeated, wrong-case and missing fields, null, trailing bytes and ratios that are not
// the quotient of their parts are errors of packages strict and report, and all of them ErrQuery, as are parts that do not fit each other. What is
// read is written again byte for byte the same. On an error r is untouched.
func (r *Report) UnmarshalJSON(data []byte) error {
	var got Report
	err := strict.Limits{Nodes: maxReportNodes}.Object(data, "funnel report", append(got.Header.Fields(),
		strict.Field{Name: "query", Into: &got.Query, Required: true},
		strict.Field{Name: "limits", Into: &got.Limits, Required: true},
		strict.Field{Name: "segments", Into: &got.Segments, Required: true},
	)...)
	if err != nil {
		return strict.Also(err, ErrQuery)
	}
	if err := got.check(); err != nil {
		return err
	}
	*r = got
	return nil
}

// UnmarshalJSON refuses: a report that is read has no view behind it. Read a Report.
func (r *Result) UnmarshalJSON([]byte) error {
	return tagged{errors.New("funnel: a Result cannot be read from JSON, only a Report"), ErrQuery}
}

// check reports a report whose parts do not fit each other, so that whoever walks one that was read need not look out.
func (r *Report) check() error {
	misfit := func(path, format string, args ...any) error {
		return &strict.Error{What: "funnel report", Path: path, Err: tagged{fmt.Errorf(format, args...), ErrQuery}}
	}
	if len(r.Segments) != len(r.Audiences) {
		return misfit("segments", "%d for %d audiences", len(r.Segments), len(r.Audiences))
	}
	for i, o := range r.Segments {
		if len(o.Steps) != len(r.Query.Steps) {
			return misfit(fmt.Sprintf("segments[%d].steps", i), "%d for the %d of the query", len(o.Steps), len(r.Query.Steps))
		}
		for k, s := range o.Steps {
			for of, f := range map[string]Figures{"people": s.People, "events": s.Events} {
				if f.Dropped != f.Open+f.Truncated+f.Final || min(f.Reached, f.Open, f.Truncated, f.Final, f.LateReached) < 0 {
					return misfit(fmt.Sprintf("segments[%d].steps[%d].%s", i, k, of), "%d dropped are not %d open, %d truncated and %d final",
						f.Dropped, f.Open, f.Truncated, f.Final)
				}
			}
		}
	}
	return nil
}
