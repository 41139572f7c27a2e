package store

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/footfall-go/footfall/people/strict"
)

// The limits of what comes in. They are checked before anything is kept, and an error that names one of them is an ErrLimit.
const (
	// MaxIDBytes is the most bytes of a person's ID and of an event's ID.
	MaxIDBytes = 512

	// MaxNameBytes is the most bytes of the name of an event, a property, an attribute or a tag.
	MaxNameBytes = 512

	// MaxProperties is the most properties of one event.
	MaxProperties = 256

	// MaxTextBytes is the most bytes of one text value. The texts of a list share it, as the list is stored: their bytes and a few more each.
	MaxTextBytes = 64 << 10

	// MaxBatch is the most events of one Append: a view that is being taken waits for at most one batch.
	MaxBatch = 65_536

	// MaxSelectorEvents is the most event names of one Selector.
	MaxSelectorEvents = 100

	// MaxLastDays is the most days of Timeframe.LastDays: about a century.
	MaxLastDays = 36_500
)

var (
	errEmpty   = errors.New("empty")
	errNotUTF8 = errors.New("not valid UTF-8")
)

// checkName holds the rules of every name and ID: not empty, valid UTF-8, at most limit bytes. A value is quoted in the error only where it is short
// enough to be read.
func checkName(name string, limit int) error {
	switch {
	case name == "":
		return errEmpty
	case len(name) > limit:
		return over("%d bytes long, at most %d", len(name), limit)
	case !utf8.ValidString(name):
		return fmt.Errorf("%w: %s", errNotUTF8, strict.Quote(name))
	}
	return nil
}
