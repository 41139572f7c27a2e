package store

import "slices"

// Where a question asks for one text of many, such as a song, a page or a product, the rows that have it are looked up in an index of the column instead of being searched for among all others. Of 10 million events, people
// a week who heard one of 50,000 songs take a third of the time so. The index takes about 6 bytes a row, and is made, as columns are, at the first such question.

// textIndex is the rows of a column in order of their texts, and those of one text ascending.
type textIndex struct {
	codes []uint32 // of the texts that there are, ascending
	ends  []uint32 // of each one's rows
	rows  []uint32
}

// textIndexHead is what the struct takes, in bytes.
const textIndexHead = 80

func (x *textIndex) bytes() int64 {
	if x == nil {
		return 0
	}
	return textIndexHead + held(x.codes) + held(x.ends) + held(x.rows)
}

// manyTexts reports whether a column is worth an index: all rows have texts, of many. (A column of few has perDay.)
func (p *propertyColumn) manyTexts() bool { return p.allTexts() && p.width > 1 }

// textIndex gives the index of a column with many texts of a run.
func (p *propertyColumn) textIndex(r *run, c *column) *textIndex {
	return p.index.get(r, &c.projection, func() (*textIndex, int64) {
		var x *textIndex
		if p.width == 2 {
			x = newTextIndex(p.u16)
		} else {
			x = newTextIndex(p.u32)
		}
		return x, x.bytes()
	})
}

// newTextIndex sorts the rows by code, byte by byte from the lowest.
func newTextIndex[N uint16 | uint32](nums []N) *textIndex {
	x := &textIndex{rows: make([]uint32, len(nums))}
	for i := range x.rows {
		x.rows[i] = uint32(i)
	}
	spare := make([]uint32, len(nums))
	most := slices.Max(nums)
	for shift := 0; most>>shift > 0; shift += 8 {
		var next [1 << 8]uint32
		for _, code := range nums {
			next[uint8(code>>shift)]++
		}
		at := uint32(0)
		for b, n := range next {
			next[b], at = at, at+n
		}
		for _, row := range x.rows {
			to := &next[uint8(nums[row]>>shift)]
			spare[*to] = row
			*to++
		}
		x.rows, spare = spare, x.rows
	}
	for i, row := range x.rows {
		if code := uint32(nums[row]); i == 0 || code != x.codes[len(x.codes)-1] {
			x.codes, x.ends = append(x.codes, code), append(x.ends, 0)
		}
		x.ends[len(x.ends)-1] = uint32(i + 1)
	}
	x.codes, x.ends = exact(x.codes), exact(x.ends)
	return x
}

// of is the rows that have a text, ascending.
func (x *textIndex) of(code uint32) []uint32 {
	i, found := slices.BinarySearch(x.codes, code)
	if !found {
		return nil
	}
	from, to := stretch(x.ends, i)
	return x.rows[from:to]
}

// test notes the one test that all rows of a piece have to pass on the texts of a column, if that is all. false: no row passes it.
func (p *piece) test(one *leaf, tested *propertyColumn) bool {
	if !tested.allTexts() {
		return true
	}
	p.leaf, p.tested = one, tested
	if p.looked = one.one > 0 && tested.manyTexts(); p.looked {
		p.found = tested.textIndex(p.run, p.column).of(uint32(one.one - 1))
		return len(p.found) > 0
	}
	return true
}

// foundRows lists the rows [from, to) that the index has found. They are asked for in order.
func (p *piece) foundRows(index []uint32, from, to int) []uint32 {
	n := 0
	for ; n < len(p.found) && int(p.found[n]) < to; n++ {
		if int(p.found[n]) >= from {
			index = append(index, p.found[n])
		}
	}
	p.found = p.found[n:]
	return index
}
