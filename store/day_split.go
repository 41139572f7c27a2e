package store

import "slices"

// A day with cuts in it is handed out in parts: the hours of a day, or what belongs to either of two days of another location. Its rows are put in order of
// part by a counting sort, over all pieces of the day at once; 3 ns a row. (Without it such a question would walk the log past all other events: people a day
// of two events in another location took 11 ms at a million events, and takes 2.5.)

// split is the rows of a day, in order of piece, with their parts, and then in order of part.
type split struct {
	low, sortedLow     []uint16
	codes, sortedCodes []uint32
	part               []uint32
	ends               []uint32 // of the parts
	first              []uint32 // by slot of the day: the part that it begins in
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

// part adds the rows [from, to) of a piece, on the day at hand, to those that parts hands out.
func (d *dayScanner) part(p *piece, from, to int, cut bool, cuts []int64) {
	s := &d.split
	low, times := d.timed(p, from, to, cut)
	n := len(s.low)
	s.low, s.part = append(s.low, low...), slices.Grow(s.part, len(low))[:n+len(low)]
	begin := d.batch.From
	s.slots(begin, cuts)
	base := int64(p.run.part) << partitionBits
	last := uint32(len(cuts))
	first := s.first
	for i, time := range times {
		ms := base | int64(time)
		k := first[min(uint64(ms-begin)>>slotBits, uint64(len(first)-1))]
		if k < last {
			k += uint32(uint64(cuts[k]-1-ms) >> 63) // no branch: it is not to be foreseen on which side of the slot's cut a row lies
		}
		for k < last && ms >= cuts[k] {
			k++
		}
		s.part[n+i] = k
	}
	if d.query.Property != "" {
		s.codes = p.property.appendCodes(s.codes, d.index[:len(low)], &d.codes)
	}
}

// timed lists the people and times of the rows [from, to) that are wanted. The index has these rows.
func (d *dayScanner) timed(p *piece, from, to int, cut bool) (low []uint16, times []uint32) {
	of := p.times
	if p.counts != nil {
		d.everyRows(p, from, to, cut)
		of = p.run.times
	} else {
		index := d.wanted(p, from, to, cut)
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

// slots fills first.
func (s *split) slots(begin int64, cuts []int64) {
	n := int((cuts[len(cuts)-1]-begin)>>slotBits) + 1
	s.first = grown(s.first, n)
	k := uint32(0)
	for i := range s.first {
		for int(k) < len(cuts) && cuts[k] <= begin+int64(i)<<slotBits {
			k++
		}
		s.first[i] = k
	}
}

// parts hands out what part has added, part by part.
func (d *dayScanner) parts(cuts []int64) error {
	s := &d.split
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
		d.batch.Low, d.batch.Codes, d.batch.Counts = s.sortedLow[from:end], nil, nil
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
