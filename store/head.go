package store

// headRows is how many rows a shard takes in before they are sealed into runs.
const headRows = 4096

// head is the mutable end of a shard's log: rows in order of arrival, in columns that are only extended, so that a view holds them up to a length.
type head struct {
	low    []uint16
	times  []int64
	shapes []uint32
	at     []uint32 // where the row's slots begin in nums
	nums   []uint64 // a number a slot
	ids    []byte   // event IDs, end to end
	idEnd  []uint32 // where the row's ID ends in ids; it begins where the one before ends

	parts, kinds int   // how often a row is of another partition, of another partition or shape, than the one before
	least, most  int64 // partition
	slots        int   // most of a row
	buried       bool  // it has rows of the dead
}

func (h *head) len() int { return len(h.low) }

func (h *head) add(low uint16, ms int64, shape uint32, nums []uint64, id string) {
	part := ms >> partitionBits
	if last := len(h.low) - 1; last < 0 {
		h.parts, h.kinds, h.least, h.most = 1, 1, part, part
	} else if part != h.times[last]>>partitionBits {
		h.parts, h.kinds, h.least, h.most = h.parts+1, h.kinds+1, min(h.least, part), max(h.most, part)
	} else if shape != h.shapes[last] {
		h.kinds++
	}
	h.slots = max(h.slots, len(nums))
	h.low = append(h.low, low)
	h.times = append(h.times, ms)
	h.shapes = append(h.shapes, shape)
	h.at = append(h.at, uint32(len(h.nums)))
	h.nums = append(h.nums, nums...)
	h.ids = append(h.ids, id...)
	h.idEnd = append(h.idEnd, uint32(len(h.ids)))
}

func (h *head) id(row int) []byte {
	from, to := stretch(h.idEnd, row)
	return h.ids[from:to]
}

// spread is what the runs that the rows will be sorted into take beside the rows, at most.
func (h *head) spread(shapes int) int64 {
	runs := min(int64(h.parts), h.most-h.least+1)
	return runs*runHead + min(int64(h.kinds), runs*int64(shapes))*(shapeHead+slotHead*int64(h.slots))
}

// headHead is what the struct takes, in bytes.
const headHead = 240

func (h *head) bytes() int64 {
	return headHead + held(h.low) + held(h.times) + held(h.shapes) + held(h.at) + held(h.idEnd) + held(h.nums) + held(h.ids)
}
