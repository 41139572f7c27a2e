package store

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
)

// The limits of an import.
const (
	// MaxLineBytes is the most bytes of a line, its end not counted.
	MaxLineBytes = 1 << 20

	// MaxRefusals is how many refused lines Imported tells by number and reason. All of them are counted.
	MaxRefusals = 100

	// importBatch is BatchSize where none is given.
	importBatch = 4096

	// importBatchBytes ends a batch of long lines before its size does, so that an import's memory stays bounded: about this and a line.
	importBatchBytes = 8 << 20
)

// OnBad says what an import does about a line that it refuses.
type OnBad uint8

const (
	Stop OnBad = iota // end at the first one: the lines before it are committed, and the error is a *LineError
	GoOn              // leave it out, count and report it, and go on
)

// ImportOptions are the choices of an import; nil is all defaults.
type ImportOptions struct {
	// BatchSize is after how many lines what they hold is committed, so that views see it; 0: 4,096. At most MaxBatch.
	// A batch ends early after 8 MiB of lines.
	BatchSize int

	// OnBad says what to do about a refused line. The default is Stop.
	OnBad OnBad

	// MaxBytes is the most bytes that are read of the text, which of gzip is the unpacked one: a small file may unpack to any size. One more is
	// ErrUnreadable and ErrLimit; the whole lines before it are committed and counted. 0: no bound.
	MaxBytes int64

	// Progress, if set, is called after every batch and at the end, in the goroutine of the import, with what has been done so far; its Bad is empty.
	Progress func(soFar Imported)
}

// Imported says what became of an import. Every one of the first Lines lines is committed, repeated, refused or blank, and nothing of the lines after them is: to
// go on after an error, go on after line Lines. An import gives a Bad that is never nil, so that its JSON is a list.
type Imported struct {
	Lines     int64     `json:"lines"`     // lines dealt with, blank and refused ones included
	Bytes     int64     `json:"bytes"`     // bytes taken from the reader so far, compressed where it is; some are read ahead
	Committed int64     `json:"committed"` // events added; people whose line was taken
	Repeated  int64     `json:"repeated"`  // events whose ID the person had already; 0 for people
	Refused   int64     `json:"refused"`   // lines refused
	Bad       []Refusal `json:"bad"`       // the first MaxRefusals of them, by line
}

// Refusal is a line that an import did not take.
type Refusal struct {
	Line   int64  `json:"line"`   // from 1
	Reason string `json:"reason"` // names the field and the value
}

// LineError is the line at which an import stopped, and why. It is always an ErrInvalid, and also whatever Err is.
type LineError struct {
	Line int64 // from 1
	Err  error
}

func (e *LineError) Error() string   { return fmt.Sprintf("store: line %d: %s", e.Line, reason(e.Err)) }
func (e *LineError) Unwrap() []error { return []error{ErrInvalid, e.Err} }

// reason is an error as a line of a report says it: without the package's name in front.
func reason(err error) string {
	if f, ok := err.(*FieldError); ok && f.Field != "" {
		return f.Field + ": " + f.Err.Error()
	} else if ok {
		return f.Err.Error()
	}
	return err.Error()
}

// batch is what an import gathers and commits: events or people.
type batch interface {
	take(number int64, line []byte) error // the error refuses the line
	commit(im *importer) error            // what was gathered; the error ends the import
}

// importer drives an import: lines in, batches out, all counts.
type importer struct {
	ctx       context.Context
	options   ImportOptions
	lines     *lineReader
	out       Imported
	committed int64 // lines of out.Lines that stand in committed batches
}

func runImport(ctx context.Context, r io.Reader, o *ImportOptions, b batch) (Imported, error) {
	im := importer{ctx: ctx, out: Imported{Bad: []Refusal{}}}
	if o != nil {
		im.options = *o
	}
	switch n := im.options.BatchSize; {
	case n < 0:
		return im.out, wrong("BatchSize", "%d: at least 1, or 0 for the default", n)
	case n > MaxBatch:
		return im.out, &FieldError{"BatchSize", over("%d: at most %d", n, MaxBatch)}
	case n == 0:
		im.options.BatchSize = importBatch
	}
	if im.options.OnBad > GoOn {
		return im.out, wrong("OnBad", "%d: it is Stop or GoOn", im.options.OnBad)
	}
	if im.options.MaxBytes < 0 {
		return im.out, wrong("MaxBytes", "%d: at least 1, or 0 for no bound", im.options.MaxBytes)
	}
	im.lines = newLineReader(r, im.options.MaxBytes)
	err := im.run(b)
	im.out.Bytes = im.lines.bytes()
	im.progress()
	return im.out, err
}

// run reads to the end, or to an error. Whatever ends it, the lines read whole before are committed: that makes Imported.Lines a place to go on from.
func (im *importer) run(b batch) error {
	for {
		ended := im.batch(b)
		if err := b.commit(im); err != nil {
			return err
		}
		im.committed = im.out.Lines
		if ended == io.EOF {
			return nil
		}
		if ended != nil {
			return ended
		}
		im.out.Bytes = im.lines.bytes()
		im.progress()
	}
}

// batch gathers one batch. io.EOF is the end of the input; another error ends the import once the batch is committed.
func (im *importer) batch(b batch) error {
	for n, size := 0, 0; n < im.options.BatchSize && size < importBatchBytes; n++ {
		if n%256 == 0 && im.ctx.Err() != nil {
			return fmt.Errorf("store: import ended after line %d: %w", im.out.Lines, im.ctx.Err())
		}
		line, err := im.lines.next()
		if err == io.EOF {
			return io.EOF
		}
		if err != nil {
			return fmt.Errorf("%w: after line %d: %w", ErrUnreadable, im.out.Lines, err)
		}
		im.out.Lines++
		size += len(line)
		if isBlank(line) {
			continue
		}
		if err := b.take(im.out.Lines, line); err != nil {
			if err := im.refuse(im.out.Lines, err); err != nil {
				return err
			}
		}
	}
	return nil
}

// refuse counts and reports a line; the error, if the caller chose so, ends the import. Lines that are refused when their batch is committed come after
// later ones that could not even be read: the report is kept in order of lines.
func (im *importer) refuse(line int64, err error) error {
	im.out.Refused++
	at, _ := slices.BinarySearchFunc(im.out.Bad, line, func(r Refusal, line int64) int { return cmp.Compare(r.Line, line) })
	if at < MaxRefusals {
		im.out.Bad = slices.Insert(im.out.Bad, at, Refusal{line, reason(err)})
		im.out.Bad = im.out.Bad[:min(len(im.out.Bad), MaxRefusals)]
	}
	if im.options.OnBad == Stop {
		return &LineError{line, err}
	}
	return nil
}

func (im *importer) progress() {
	if im.options.Progress != nil {
		soFar := im.out
		soFar.Bad = []Refusal{}
		im.options.Progress(soFar)
	}
}
