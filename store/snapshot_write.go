package store

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// Commits is the number of commits that the view has seen, each of any number of changes. Records and snapshots go by it, see Store.Replay.
func (v *View) Commits() uint64 { return v.state.commits }

// WriteSnapshot writes the whole state of the view, for Load: people, aliases, attributes, tags, declarations, notes, events, the day before which events were dropped, the position; not the
// options, but for the location of the store's days. Writing goes on meanwhile. It holds 4 bytes a person, the aliases and a block of 128 KiB beside the view's own memory, writes about
// 12 bytes an event of few properties, and takes about 100 ns for one. Where progress is not nil it is told how many of all events are written, now and then.
//
// The error is the writer's or the context's; what was written by then is no snapshot, and Load says so.
func (v *View) WriteSnapshot(ctx context.Context, w io.Writer, progress func(done, total int64)) error {
	s := &snapshotWriter{view: v, out: blockWriter{w: w}, ctx: ctx, progress: progress}
	version := uint32(1)
	if !v.state.people.Nameless().IsEmpty() {
		version = 2
	}
	s.out.header(version)
	s.meta()
	s.declarations()
	s.people()
	s.values()
	s.tags()
	s.notes()
	if err := s.events(); err != nil {
		return err
	}
	s.out.counts(&s.counts)
	s.out.flush(blockEnd)
	if s.out.err != nil {
		return fmt.Errorf("store: write snapshot: %w", s.out.err)
	}
	return nil
}

type snapshotWriter struct {
	ctx      context.Context
	view     *View
	out      blockWriter
	counts   snapshotCounts
	place    []uint32 // of a number among the living
	progress func(done, total int64)
}

func (s *snapshotWriter) meta() {
	st, o := s.view.state, &s.out
	o.text(st.store.options.Location.String())
	o.number(st.commits)
	o.number(st.position)
	o.number(st.noteRev)
	o.signed(st.repeats)
	o.signed(int64(st.dropped))
	o.flush(blockMeta)
}

func (s *snapshotWriter) declarations() {
	o := &s.out
	for _, a := range s.view.state.people.AttributeNames() {
		if a.Declared {
			o.text(a.Name)
			o.byte(byte(a.Declaration.Kind))
			o.bool(a.Declaration.Indexed)
			s.cut(blockAttributes)
		}
	}
	s.rest(blockAttributes)
	declared := s.view.state.declared
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		o.text(name)
		o.byte(byte(declared[name]))
		s.cut(blockProperties)
	}
	s.rest(blockProperties)
}

// cut writes the block out when it has grown enough, rest when there is anything in it.
func (s *snapshotWriter) cut(kind byte) {
	if s.out.full() {
		s.out.flush(kind)
	}
}

func (s *snapshotWriter) rest(kind byte) {
	if len(s.out.b) > 0 {
		s.out.flush(kind)
	}
}

func (s *snapshotWriter) people() {
	p, o := s.view.state.people, &s.out
	s.place = make([]uint32, p.Len())
	for n := range p.Everyone().Numbers() {
		s.place[n] = uint32(s.counts.people)
		s.counts.people++
		id, _ := p.ID(n) // empty: a person without a name
		o.text(id)
		s.cut(blockPeople)
	}
	s.rest(blockPeople)
	// Their numbers tell nothing that lasts: loading gives aliases others. So they are put in an order of their own.
	type alias struct {
		id   string
		into uint32
	}
	var aliases []alias
	for id, n := range p.Aliases() {
		aliases = append(aliases, alias{id, s.place[n]})
	}
	slices.SortFunc(aliases, func(a, b alias) int {
		return cmp.Or(cmp.Compare(a.into, b.into), strings.Compare(a.id, b.id))
	})
	for _, a := range aliases {
		o.text(a.id)
		o.number(uint64(a.into))
		s.counts.aliases++
		s.cut(blockAliases)
	}
	s.rest(blockAliases)
}

func (s *snapshotWriter) values() {
	p, o := s.view.state.people, &s.out
	for _, a := range p.AttributeNames() {
		have, err := p.Matching(a.Name, value.Exists(), s.view.Frame())
		if err != nil && o.err == nil {
			o.err = err // cannot be: the test suits every type
		}
		for n := range have.Numbers() {
			if len(o.b) == 0 {
				o.text(a.Name)
			}
			o.number(uint64(s.place[n]))
			o.value(p.Attribute(n, a.Name))
			s.counts.values++
			s.cut(blockValues)
		}
		s.rest(blockValues)
	}
}

// tags writes at least one block for a tag: one without people is a tag too.
func (s *snapshotWriter) tags() {
	p, o := s.view.state.people, &s.out
	for _, tag := range p.Tags() {
		set, _ := p.Tagged(tag.Name)
		o.text(tag.Name)
		for n := range set.Numbers() {
			if len(o.b) == 0 {
				o.text(tag.Name)
			}
			o.number(uint64(s.place[n]))
			s.counts.tagged++
			s.cut(blockTags)
		}
		s.rest(blockTags)
	}
}

func (s *snapshotWriter) notes() {
	for n := range s.view.state.allNotes() {
		s.out.note(n)
		s.counts.notes++
		s.cut(blockNotes)
	}
	s.rest(blockNotes)
}

// events writes the logs, shard by shard, person by person.
func (s *snapshotWriter) events() error {
	b := newEventBlock(s.view.state.names)
	var cursors []cursor
	for i, sh := range s.view.state.shards {
		runs := sh.runs()
		next := make([]int, len(runs)) // index into low of each run
		for {
			low, found := uint16(0), false
			for j, r := range runs {
				if next[j] < len(r.low) && (!found || r.low[next[j]] < low) {
					low, found = r.low[next[j]], true
				}
			}
			if !found {
				break
			}
			cursors = cursors[:0]
			for j, r := range runs {
				if next[j] < len(r.low) && r.low[next[j]] == low {
					cursors = append(cursors, cursor{runRow{r, r.first[next[j]], r.start[next[j]]}, r.first[next[j]+1]})
					next[j]++
				}
			}
			if n := people.Number(i*people.ShardSize + int(low)); s.view.state.people.Alive(n) {
				if err := s.log(b, s.place[n], cursors); err != nil {
					return err
				}
			}
		}
	}
	s.flushEvents(b)
	return nil
}

// log writes the events of one person, in order.
func (s *snapshotWriter) log(b *eventBlock, place uint32, cursors []cursor) error {
	for len(cursors) > 0 {
		least := 0
		for i := 1; i < len(cursors); i++ {
			a, c := &cursors[i], &cursors[least]
			if ta, tc := a.r.ms(a.row), c.r.ms(c.row); ta < tc || ta == tc && compareTied(b.names, a.runRow, c.runRow) < 0 {
				least = i
			}
		}
		c := &cursors[least]
		b.add(&s.out.encoder, place, c.r.ms(c.row), c.runRow)
		s.counts.events++
		if s.out.full() {
			if s.flushEvents(b); s.out.err != nil {
				return fmt.Errorf("store: write snapshot: %w", s.out.err)
			}
			if err := s.ctx.Err(); err != nil {
				return err
			}
		}
		if c.advance(); c.row == c.end {
			cursors[least] = cursors[len(cursors)-1]
			cursors = cursors[:len(cursors)-1]
		}
	}
	return nil
}

func (s *snapshotWriter) flushEvents(b *eventBlock) {
	s.rest(blockEvents)
	b.reset()
	if s.progress != nil {
		s.progress(int64(s.counts.events), s.view.state.events)
	}
}
