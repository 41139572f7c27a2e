package main

import (
	"bytes"
	"context"
	_ "embed" // the data ships with the program: see data/README.md
	"time"

	"github.com/footfall-go/footfall/store"
)

//go:embed data/people.ndjson.gz
var peopleFile []byte

//go:embed data/events.ndjson.gz
var eventsFile []byte

// load makes a store of a year of grocery shopping. Its days are those of New York, where the shops are.
func load(ctx context.Context) (*store.Store, error) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		return nil, err
	}
	s, err := store.New(&store.Options{Location: newYork})
	if err != nil {
		return nil, err
	}
	if _, err := s.ImportPeople(ctx, bytes.NewReader(peopleFile), nil); err != nil {
		return nil, err
	}
	_, err = s.ImportEvents(ctx, bytes.NewReader(eventsFile), nil)
	return s, err
}
