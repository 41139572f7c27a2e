package store

import (
	"slices"

	"github.com/footfall-go/footfall/people"
)

// A day with cuts in it is handed out in parts: the hours of a day, or what belongs to either of two days of another location. Its rows are put in order of
// part by a counting sort, over all pieces of the day at once; 3 ns a row. (Without it such a question would walk the log past all other events: people a day
// of two events in another location took 11 ms at a million events, and takes 2.5.)

// split is the rows of a day, in order of piece, with their parts, and then in order of part.
type split struct {
	low, sortedLow     []uint16
	codes, sortedCodes []uint32
	part               []uint32
	ends               []uint32 // of the parts
	offsets            []uint32 // of the cuts, from the beginning of the day
	inverse            uint64   // of the length of parts that are all as long as the first, but for the last: see evenBits; else 0
	first              []uint32 // by slot of the day, in other days: the part that it begins in
	totals             []int64  // of the parts, where they are all that is asked for
}

// slotBits is the width of a slot in bits of milliseconds: 35 minutes, less than an hour, so that no more than one cut lies in most.
const slotBits = 21

// cutsWithin gives the cuts after from and before to. Days come in order: the cuts before are passed for good.
func (d *dayScanner) cutsWithin(from, to int64) []int64 {
	for len(d.cuts) > 0 && d.cuts[0] <= from {
		d.cuts = d.cuts[1:]
	}
	end := 0
	for end < len(d.cuts) && d.cuts[end] < to {
		end++
	}
	return d.cuts[:end]
}

// part adds the rows [from, to) of a piece, on the day at hand, to those that parts hands out: their numbers, where only these are asked for.
func (d *dayScanner) part(p *piece, from, to int, cut bool, cuts []int64) {
	s := &d.split
	low, times := d.lowAndTimes(p, from, to, cut)
	begin := d.batch.From
	s.slots(begin, cuts)
	// A day is shorter than a partition: within it times are told apart by their 32 bits.
	since := uint32(begin - int64(p.run.part)<<partitionBits)
	if d.countsParts() {
		for _, time := range times {
			s.totals[s.of(time-since)]++
		}
		return
	}
	n := len(s.low)
	s.low, s.part = append(s.low, low...), slices.Grow(s.part, len(low))[:n+len(low)]
	part := s.part[n:]
	for i, time := range times {
		part[i] = s.of(time - since)
	}
	if d.query.Property != "" {
		s.codes = p.property.appendCodes(s.codes, d.index[:len(low)], &d.codes)
	}
}

// countsParts reports whether only the numbers of rows are asked for.
func (d *dayScanner) countsParts() bool { return d.query.Totals && d.query.Property == "" }

// lowAndTimes lists the people and times of the rows [from, to) that are wanted. Where a property is asked for, the index has these rows.
func (d *dayScanner) lowAndTimes(p *piece, from, to int, cut bool) (low []uint16, times []uint32) {
	of := p.times
	switch {
	case p.counts != nil:
		d.everyRows(p, from, to, cut)
		of = p.run.times
	case p.tests == nil && !cut && d.mask == nil && d.query.Property == "":
		return p.low[from:to], p.times[from:to]
	case p.tests == nil && !cut && d.query.Property == "":
		d.keepTimed(p.low[from:to], p.times[from:to])
		return d.low, d.times
	default:
		index := d.pick(p, from, to, cut)
		d.index, d.low = d.index[:len(index)], grown(d.low, len(index))
		for i, row := range index {
			d.low[i] = p.low[row]
		}
	}
	d.times = grown(d.times, len(d.index))
	for i, row := range d.index {
		d.times[i] = of[row]
	}
	return d.low, d.times
}

// keepTimed is keepPeople with times.
func (d *dayScanner) keepTimed(low []uint16, times []uint32) {
	d.low, d.times = grown(d.low, len(low)), grown(d.times, len(low))
	into, when, wanted := d.low, d.times[:len(d.low)], (*[people.ShardSize]byte)(d.mask)
	times = times[:len(low)]
	n := 0
	for i, l := range low {
		into[n], when[n] = l, times[i]
		n += int(wanted[l])
	}
	d.low, d.times = into[:n], when[:n]
}

// slots makes ready for the cuts of a day: what of needs, and room for totals.
func (s *split) slots(begin int64, cuts []int64) {
	s.offsets = grown(s.offsets, len(cuts))
	s.totals = append(s.totals, make([]int64, max(0, len(cuts)+1-len(s.totals)))...)
	step := uint32(cuts[0] - begin)
	even := step >= 1<<(evenBits-36) && step < 1<<27
	for i, c := range cuts {
		s.offsets[i] = uint32(c - begin)
		even = even && s.offsets[i] == uint32(i+1)*step
	}
	if s.inverse = 0; even {
		s.inverse = (1<<evenBits + uint64(step) - 1) / uint64(step)
		return
	}
	n := int(s.offsets[len(cuts)-1]>>slotBits) + 1
	s.first = grown(s.first, n)
	k := uint32(0)
	for i := range s.first {
		for int(k) < len(cuts) && s.offsets[k] <= uint32(i)<<slotBits {
			k++
		}
		s.first[i] = k
	}
}

// evenBits is the scale of split.inverse. The longest day has 48 hours, where a place has gone over to the other side of the date line, and so fewer than 2^27.4 milliseconds; and inverse is at most 2^36. So the
// product does not overflow, and is off by less than 2^-28 of a part, which is less than a millisecond is of one: parts are shorter than 2^27.
const evenBits = 56

// of is the part that holds an offset from the beginning of the day.
func (s *split) of(ms uint32) uint32 {
	last := uint32(len(s.offsets))
	if s.inverse != 0 {
		return min(uint32(uint64(ms)*s.inverse>>evenBits), last)
	}
	k := s.first[min(ms>>slotBits, uint32(len(s.first)-1))]
	if k < last {
		k += uint32(uint64(int64(s.offsets[k])-1-int64(ms)) >> 63) // no branch: it is not to be foreseen on which side of the slot's cut a row lies
	}
	for k < last && ms >= s.offsets[k] {
		k++
	}
	return k
}

// parts hands out what part has added, part by part.
func (d *dayScanner) parts(cuts []int64) error {
	s := &d.split
	if d.countsParts() {
		return d.totalParts(cuts)
	}
	n := len(s.low)
	s.ends = grown(s.ends, len(cuts)+1)
	clear(s.ends)
	for _, k := range s.part {
		s.ends[k]++
	}
	at := uint32(0)
	for k, rows := range s.ends {
		s.ends[k] = at // where the part's next row goes: in the end, its end
		at += rows
	}
	s.sortedLow = grown(s.sortedLow, n)
	for i, k := range s.part {
		s.sortedLow[s.ends[k]] = s.low[i]
		if d.query.Property != "" {
			s.sortedCodes = grown(s.sortedCodes, n)
			s.sortedCodes[s.ends[k]] = s.codes[i]
		}
		s.ends[k]++
	}
	s.low, s.codes, s.part = s.low[:0], s.codes[:0], s.part[:0]
	from := uint32(0)
	for k, end := range s.ends {
		if end == from {
			continue
		}
		if k > 0 {
			d.batch.From = cuts[k-1]
		}
		d.batch.Low, d.batch.Codes, d.batch.Counts, d.batch.Times = s.sortedLow[from:end], nil, nil, nil
		if d.query.Property != "" {
			d.batch.Codes = s.sortedCodes[from:end]
		}
		if err := d.hand(); err != nil {
			return err
		}
		from = end
	}
	return nil
}

// totalParts is parts for numbers of rows.
func (d *dayScanner) totalParts(cuts []int64) error {
	for k, n := range d.split.totals {
		if n == 0 {
			continue
		}
		if k > 0 {
			d.batch.From = cuts[k-1]
		}
		d.split.totals[k] = 0
		d.tally.counts = append(d.tally.counts[:0], n)
		d.batch.Low, d.batch.Codes, d.batch.Counts, d.batch.Totals = nil, nil, nil, d.tally.counts
		if err := d.do(&d.batch); err != nil {
			return err
		}
	}
	return nil
}
