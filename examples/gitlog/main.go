// Command gitlog answers three questions about the contributors of a git repository: do they write tests, how much do they do in a week,
// and how many come back after their first commit?
//
//	go run ./examples/gitlog                   # the repository of this folder
//	go run ./examples/gitlog -repo DIR         # another one: what is reachable from its HEAD
//	go run ./examples/gitlog -events FILE      # or events of that form, NDJSON, plain or gzip
//
// A contributor is an e-mail address of an author (.mailmap is heeded), a commit's time is the author's, and days are those of UTC.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/metrics/report"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

func main() {
	repo := flag.String("repo", ".", "folder of the git repository")
	events := flag.String("events", "", "file of events commit (with tests, true or false) and merge, in place of a repository")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, *repo, *events); err != nil {
		fmt.Fprintln(os.Stderr, "gitlog:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer, repo, events string) error {
	s, err := load(ctx, repo, events)
	if err != nil {
		return err
	}
	v := s.View()
	commit := store.On("commit")
	fmt.Fprintf(w, "%d contributors, %d events\n\n", v.People().Count(), v.Len())

	for _, q := range []metrics.Query{
		{ // of those who did anything in a month: most contributors are gone after a while, and would weigh ever more
			Metric: metrics.Adoption, Per: metrics.Active,
			Events:    []store.Selector{store.On("commit", store.If("tests", value.Is(true)))},
			Timeframe: last(v, 365), Every: []metrics.Unit{metrics.Month},
		},
		{ // commits of each person who made one
			Metric: metrics.Engagement, Per: metrics.Acting,
			Events:    []store.Selector{commit},
			Timeframe: last(v, 12*7), Every: []metrics.Unit{metrics.Week},
		},
	} {
		r, err := metrics.Compute(ctx, v, q, nil)
		if err != nil {
			return err
		}
		for _, table := range r.Tables() {
			if err := table.WriteText(w); err != nil {
				return err
			}
		}
		fmt.Fprintln(w)
	}

	// An event fills one step, so that ten equal steps are the first commit to the tenth. Ten are more than a funnel has by default.
	ten := []store.Selector{commit, commit, commit, commit, commit, commit, commit, commit, commit, commit}
	f, err := funnel.Compute(ctx, v, funnel.Query{Steps: ten, Window: funnel.NoLimit}, &funnel.Options{Limits: funnel.Limits{MaxSteps: len(ten)}})
	if err != nil {
		return err
	}
	columns := []report.Column{{Name: "commit"}, {Name: "people", Right: true}, {Name: "of first", Right: true}}
	t := report.Table{Title: "How many come back", Columns: columns}
	for _, n := range []int{1, 2, 10} {
		reached := f.Segments[0].Steps[n-1].People
		t.Rows = append(t.Rows, []string{fmt.Sprint(n), fmt.Sprint(reached.Reached), reached.FromFirst.Percent()})
	}
	return t.WriteText(w)
}
