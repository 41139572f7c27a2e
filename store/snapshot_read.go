package store

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// Load makes a store of what WriteSnapshot wrote, up to the end of the reader. Everything answers as it did, but people's numbers are renewed: sets and views of the old store mean nothing to the
// new one. nil options, and options without a Location, take the location of the snapshot; another one is an ErrInvalid, since events were dropped by its days.
//
// A snapshot that is cut off or changed anywhere is an ErrDamaged and one of a later version an ErrNewer: no store comes of it. Versions 1 to the present one are read. It
// costs about half a microsecond an event, and memory for the store and, meanwhile, for the rows of one shard once more: whatever the bytes
// claim, at most 1 KiB for each one of them, and 4 MiB.
func Load(ctx context.Context, r io.Reader, o *Options) (*Store, error) {
	l := &loader{ctx: ctx, in: blockReader{r: bufio.NewReaderSize(r, 64<<10)}}
	if err := l.load(o); err != nil {
		return nil, err
	}
	return l.store, nil
}

// loader fills an empty store. Nobody else has the store yet, so that there is no locking.
type loader struct {
	ctx     context.Context
	in      blockReader
	version uint32
	store   *Store
	names   decoder // keeps the names for all blocks
	counts  snapshotCounts
	last    struct {
		name  string // of the attribute, property, tag, note that was read last
		place int64
	}
	declared map[string]value.Kind
	log      logLoader
}

func (l *loader) load(o *Options) (err error) {
	if l.version, err = l.in.header(); err != nil {
		return err
	}
	for last := byte(0); ; {
		if err := l.ctx.Err(); err != nil {
			return err
		}
		kind, payload, err := l.in.next()
		if err != nil {
			return err
		}
		if kind < last || kind > blockEnd || (last == 0) != (kind == blockMeta) {
			return damaged("a block of kind %d behind one of kind %d", kind, last)
		}
		if kind != last {
			l.last.name, l.last.place = "", -1
		}
		last = kind
		d := decoder{rest: payload, names: l.names.names}
		if err := l.block(kind, &d, o); err != nil {
			return fmt.Errorf("block %d: %w", l.in.index-1, err)
		}
		if l.names.names = d.names; kind == blockEnd {
			return l.in.end()
		}
	}
}

func (l *loader) block(kind byte, d *decoder, o *Options) error {
	if kind == blockEvents {
		return l.events(d)
	}
	if kind == blockMeta {
		if err := l.meta(d, o); err != nil {
			return err
		}
	}
	if kind == blockEnd {
		l.end(d)
	}
	for d.rest != "" && d.err == nil {
		switch kind {
		case blockAttributes:
			l.attribute(d)
		case blockProperties:
			l.property(d)
		case blockPeople:
			l.person(d)
		case blockAliases:
			l.alias(d)
		case blockValues:
			l.values(d)
		case blockTags:
			l.tag(d)
		case blockNotes:
			l.note(d)
		default:
			d.fail("%d bytes too many", len(d.rest))
		}
	}
	return d.end()
}

func (l *loader) meta(d *decoder, o *Options) (err error) {
	name := d.text()
	options := Options{}
	if o != nil {
		options = *o
	}
	if d.err != nil {
		return d.err
	}
	if options.Location == nil {
		if options.Location, err = time.LoadLocation(name); err != nil || name == "Local" {
			return damaged("location %s is not the name of a time zone", strict.Quote(name))
		}
	} else if options.Location.String() != name {
		return fmt.Errorf("store: options: Location: %s, the snapshot's is %s: %w", strict.Quote(options.Location.String()), strict.Quote(name), ErrInvalid)
	}
	if l.store, err = New(&options); err != nil {
		return err
	}
	st := &l.store.now
	st.commits, st.position, st.noteRev = d.number(), d.number(), d.number()
	st.repeats, st.dropped = d.signed(), d.date()
	if st.dropped != 0 && !st.dropped.Valid() {
		d.fail("dropped before day %d", st.dropped)
	}
	l.log.store = l.store
	return nil
}

// named holds names to the rules, and to their order.
func (l *loader) named(d *decoder, name string) bool {
	if err := checkName(name, MaxNameBytes); err != nil && d.err == nil {
		d.fail("name: %w", err)
	}
	if name <= l.last.name && d.err == nil {
		d.fail("%s behind %s", strict.Quote(name), strict.Quote(l.last.name))
	}
	l.last.name = name
	return d.err == nil
}

func (l *loader) attribute(d *decoder) {
	name := d.name()
	declaration := people.Declaration{Kind: d.kind(), Indexed: d.bool()}
	if l.named(d, name) {
		if err := l.store.now.people.Declare(name, declaration); err != nil {
			d.fail("%w", err)
		}
	}
}

func (l *loader) property(d *decoder) {
	name, kind := d.name(), d.kind()
	if l.named(d, name) {
		if l.declared == nil {
			l.declared = map[string]value.Kind{}
		}
		l.declared[name] = kind
	}
}

func (l *loader) person(d *decoder) {
	id := d.text()
	nameless := id == "" && l.version >= 2
	if err := checkName(id, MaxIDBytes); err != nil && d.err == nil && !nameless {
		d.fail("ID: %w", err)
	}
	if d.err != nil {
		return
	}
	if l.store.now.people.Len() >= people.MaxPeople {
		d.fail("more than %d people", people.MaxPeople)
	} else if nameless {
		l.store.now.people.AddNameless()
	} else if _, fresh := l.store.now.people.Intern(id); !fresh {
		d.fail("person %s twice", strict.Quote(id))
	}
	l.counts.people++
}

// number reads a person with a name by place: with no aliases yet, that is the number.
func (l *loader) number(d *decoder) people.Number {
	n := d.number()
	if n >= l.counts.people && d.err == nil {
		d.fail("person %d of %d", n, l.counts.people)
	} else if d.err == nil && !l.store.now.people.Named(people.Number(n)) {
		d.fail("person %d has no name, but an alias, an attribute or a tag", n)
	}
	return people.Number(n)
}

func (l *loader) alias(d *decoder) {
	alias, into := d.text(), l.number(d)
	if err := checkName(alias, MaxIDBytes); err != nil && d.err == nil {
		d.fail("alias: %w", err)
	}
	if d.err != nil {
		return
	}
	if l.store.now.people.Len() >= people.MaxPeople {
		d.fail("more than %d people", people.MaxPeople)
	} else if from, fresh := l.store.now.people.Intern(alias); !fresh {
		d.fail("alias %s twice", strict.Quote(alias))
	} else {
		l.store.now.people.Merge(from, into)
	}
	l.counts.aliases++
}

// next reads a person that comes behind the one before, in a list that may go over several blocks.
func (l *loader) next(d *decoder) people.Number {
	n := l.number(d)
	if int64(n) <= l.last.place && d.err == nil {
		d.fail("person %d behind %d", n, l.last.place)
	}
	l.last.place = int64(n)
	return n
}

// under reads the name of the list that goes on or begins.
func (l *loader) under(d *decoder) (name string, begins bool) {
	name = d.name()
	if name == l.last.name && name != "" {
		return name, false
	}
	l.named(d, name)
	l.last.place = -1
	return name, true
}

func (l *loader) values(d *decoder) {
	p := l.store.now.people
	name, _ := l.under(d)
	declaration, declared := p.Declared(name)
	for d.rest != "" && d.err == nil {
		n, v := l.next(d), d.value()
		if err := checkContent(v); err != nil && d.err == nil {
			d.fail("attribute %s: %w", strict.Quote(name), err)
		}
		if declared && v.Kind() != declaration.Kind && d.err == nil {
			d.fail("attribute %s: %s, declared %s", strict.Quote(name), v.Kind(), declaration.Kind)
		}
		if d.err == nil {
			p.Set(n, name, v)
			l.counts.values++
		}
	}
}

func (l *loader) tag(d *decoder) {
	p := l.store.now.people
	name, begins := l.under(d)
	if d.err == nil && begins {
		p.CreateTag(name)
	}
	var numbers []people.Number
	for d.rest != "" && d.err == nil {
		numbers = append(numbers, l.next(d))
	}
	if d.err == nil {
		p.TagNumbers(name, numbers)
		l.counts.tagged += uint64(len(numbers))
	}
}

func (l *loader) note(d *decoder) {
	n := d.note()
	err := checkName(n.Name, MaxNameBytes)
	twice := l.store.now.notes.get(n.Kind, n.Name) != nil
	switch {
	case d.err != nil:
	case n.Kind != NoteSegment && n.Kind != NoteMetrics && n.Kind != NoteFunnel:
		d.fail("%s is not a kind of note", strict.Quote(n.Kind))
	case err != nil:
		d.fail("note: %w", err)
	case len(n.Body) > MaxNoteBytes || twice:
		d.fail("note %s: %d bytes, there before: %t", strict.Quote(n.Name), len(n.Body), twice)
	default:
		l.store.now.notes.put(&n)
		l.counts.notes++
	}
}

func (l *loader) end(d *decoder) {
	if p := l.store.now.people.View(); (l.version == 2) == p.Nameless().IsEmpty() && d.err == nil {
		d.fail("a snapshot of version %d with %d people without a name", l.version, p.Nameless().Len())
	}
	if want := d.counts(); want != l.counts && d.err == nil {
		d.fail("%+v were announced, %+v found", want, l.counts)
	}
	l.log.shardEnds()
	l.store.now.declared = l.declared // now: what came before a declaration stays as it is
	if l.store.options.Limits.Bytes > 0 {
		_, l.store.now.memory.measured = l.store.now.weigh()
	}
}
