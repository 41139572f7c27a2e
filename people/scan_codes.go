package people

// answers are those of 256 codes that follow each other, for as many cells as a byte holds: looked up by a byte of cells, they stand at the
// lowest bit of each. They serve all pages of one kind, for lists may meet a test that texts of their codes do not, and of the same base and
// width, as most of a column's are. They are for one goroutine. It takes 0.2 ns a cell of 4 bits and 0.35 of 8, where a look at each took 0.5 to 0.8 (BenchmarkMatching).
type answers struct {
	base  int64
	log   uint8
	made  bool
	table [256]uint8
}

func (a *answers) of(c *cells, codes []uint8) *[256]uint8 {
	if a.made && a.base == c.base && a.log == c.log {
		return &a.table
	}
	*a = answers{base: c.base, log: c.log, made: true}
	for i := range a.table {
		for at := 0; at < 8; at += c.bits() {
			if code := uint64(c.base) + uint64(i)>>at&c.most(); code < uint64(len(codes)) {
				a.table[i] |= codes[code] << at
			}
		}
	}
	return &a.table
}

// scanCodes sets the cells whose code's text meets a test. An empty cell may hold a code that the dictionary does not have any more: it
// reads as one that does not meet it, or as code 0, and is masked.
func (a *answers) scanCodes(p *page, codes []uint8, words []uint64) {
	c, of := &p.cells, p.cells.bits()
	for w := range words {
		if p.has[w] == 0 {
			continue
		}
		cells := c.words[w*of : (w+1)*of]
		if of <= 8 {
			words[w] = p.has[w] & lookupBytes(cells, a.of(c, codes))
		} else {
			words[w] = p.has[w] & c.lookup(cells, codes)
		}
	}
}

// lookupBytes looks 64 cells of at most 8 bits up, those of a byte of the result at a time.
func lookupBytes(words []uint64, table *[256]uint8) (meet uint64) {
	for shift := 56; shift >= 0; shift -= 8 {
		var x uint64
		switch len(words) {
		case 8:
			x = lookupFour((*[4]uint64)(words[4:]), table, shift)<<4 | lookupFour((*[4]uint64)(words), table, shift)
		case 4:
			x = lookupFour((*[4]uint64)(words), table, shift)
		case 2:
			x = uint64(table[byte(words[1]>>(shift&63))]<<1 | table[byte(words[0]>>(shift&63))])
		default:
			x = uint64(table[byte(words[0]>>(shift&63))])
		}
		meet = meet<<8 | x
	}
	return meet
}

// lookupFour looks a byte of each of four words up, highest first, which is an addition a byte.
func lookupFour(words *[4]uint64, table *[256]uint8, shift int) uint64 {
	x := uint64(table[byte(words[3]>>(shift&63))])
	x = x + x + uint64(table[byte(words[2]>>(shift&63))])
	x = x + x + uint64(table[byte(words[1]>>(shift&63))])
	return x + x + uint64(table[byte(words[0]>>(shift&63))])
}

// lookup looks 64 wider cells up.
func (c *cells) lookup(words []uint64, codes []uint8) (meet uint64) {
	base, most, of := uint64(c.base), c.most(), c.bits()
	for shift := 64 - of; shift >= 0; shift -= of {
		var x uint64
		for k := len(words) - 1; k >= 0; k-- {
			code := base + words[k]>>(shift&63)&most
			if code >= uint64(len(codes)) {
				code = 0
			}
			x = x + x + uint64(codes[code])
		}
		meet = meet<<of | x
	}
	return meet
}
