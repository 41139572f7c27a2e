// Package groceries is the data set of the examples: a year of grocery shopping of 2,379 households, with the offers they were sent and the coupons
// they redeemed. README.md beside this file says where it comes from; it is free for any use.
package groceries

import (
	"bytes"
	"context"
	_ "embed" // the data ships with the programs
	"time"

	"github.com/footfall-go/footfall/store"
)

//go:embed people.ndjson.gz
var people []byte

//go:embed events.ndjson.gz
var events []byte

// Load makes a store of the whole data set, 83,691 events, in about a third of a second. Its days are those of New York, where the shops are.
func Load(ctx context.Context) (*store.Store, error) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		return nil, err
	}
	s, err := store.New(&store.Options{Location: newYork})
	if err != nil {
		return nil, err
	}
	if _, err := s.ImportPeople(ctx, bytes.NewReader(people), nil); err != nil {
		return nil, err
	}
	_, err = s.ImportEvents(ctx, bytes.NewReader(events), nil)
	return s, err
}
