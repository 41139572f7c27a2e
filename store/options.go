package store

import (
	"fmt"
	"time"

	"github.com/footfall-go/footfall/people/strict"
)

// Options are what a store is made with. The zero Options, and nil, are the defaults.
type Options struct {
	// Location is where the days of the bitmaps begin and end, and the default location of views: reports in it are fastest, reports in another are as
	// exact. nil is UTC. It has to be one that time.LoadLocation knows by name, since reports name it.
	Location *time.Location

	// Registration names the attribute (a date or date-time) that says when a person registered. Where it is given, only a segment that bounds this
	// attribute keeps an adoption or engagement report free of its warning. Empty: any date attribute will do.
	Registration string

	// Now is the clock of ingest: an event later than Now() + Skew is refused with ErrFuture. nil: no event is refused for being new. Queries never ask it.
	Now  func() time.Time
	Skew time.Duration

	// Retain is for how many days events are kept, of the store's location and by Now, today included: with 30, the first change of a day calls DropBefore of the day 29 days before, which is also a
	// commit of its own for the journal. Events of any time, from the far future too, move nothing; a machine whose clock is years ahead drops all that is older. No timer runs for it: a store
	// without changes drops nothing, and views show what they show, until Compact is called, which does it too. A service that may be idle for days and has to be rid of them calls Compact once a day.
	// 0 keeps everything. It needs Now.
	Retain int

	// Limits are the most that the store holds. The zero Limits are the package's own.
	Limits Limits

	// Projections is the most memory, in bytes, for what is made of the logs when a question first needs it, and kept to answer faster (Stats: Bytes.Bitmaps and Bytes.Columns): what was used
	// least recently goes, to be made again when it is asked for. Answers are the same. 0: no bound, which is, of each event of a kind that has been asked about, 10 bytes, up to 2 more for lists of people by day and 2 for each weekday that weeks were to begin on, some 2 in bitmaps, and 1 to 9 for each property, with 6
	// more where one of many texts was looked for; see the README for what it comes to. Negative: nothing is
	// kept, and every question makes what it needs. What questions in hand read, and what only views of earlier states show, comes on top.
	Projections int64

	// Journal is told every commit before it is made, see there. nil: the store is in memory alone, and pays nothing for it.
	Journal Journal
}

func (o *Options) check() error {
	if o.Location != nil {
		if _, err := time.LoadLocation(o.Location.String()); err != nil || o.Location == time.Local {
			return fmt.Errorf("store: options: Location: %s is not the name of a time zone: %w", strict.Quote(o.Location.String()), ErrInvalid)
		}
	}
	if o.Registration != "" {
		if err := checkName(o.Registration, MaxNameBytes); err != nil {
			return fmt.Errorf("store: options: Registration: %w: %w", ErrInvalid, err)
		}
	}
	if o.Skew < 0 {
		return fmt.Errorf("store: options: Skew: %v is negative: %w", o.Skew, ErrInvalid)
	}
	if o.Retain < 0 || o.Retain > MaxLastDays {
		return fmt.Errorf("store: options: Retain: %d, it is 0 to %d days: %w", o.Retain, MaxLastDays, ErrInvalid)
	}
	if o.Retain > 0 && o.Now == nil {
		return fmt.Errorf("store: options: Retain: %d days by which clock? Now is nil: %w", o.Retain, ErrInvalid)
	}
	return o.Limits.check()
}
