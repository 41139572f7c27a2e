package store

import (
	"context"

	"github.com/footfall-go/footfall/people"
)

// Sieve has Scan look at a shard as ScanDays does, and then hand out the rows of those people alone who are still of interest. It is for questions that most people can be counted for by when they did what, which is two bytes a row, or six with times, and few have to
// be followed event by event; and as both are done shard by shard, the second look finds in the caches what the first one has read.
type Sieve struct {
	Selectors []Selector // see Scan
	Cuts      []int64
	Do        func(*DayBatch) error            // gets the batches of a whole shard, of the Scan's people and span
	Keep      func(worker, shard int) []uint64 // then says who is to be handed out, as bits: bit i%64 of the words is number i of the shard. nil: nobody. It is read until the worker's next call of Do
}

// sift is who of a shard is left.
func (s *scanner) sift(ctx context.Context, shard int) ([]uint64, error) {
	if err := s.days.unit(ctx, unit{shard, 0, people.ShardSize}); err != nil {
		return nil, err
	}
	return s.query.Sieve.Keep(s.batch.Worker, shard), nil
}
