package store

import "hash/maphash"

// textCache makes strings of short texts that come again and again, mostly without allocating. It holds at most its size times its limit: 256 KiB.
type textCache struct {
	seed maphash.Seed
	last [4096]string
}

func (c *textCache) string(b []byte) string {
	if len(b) == 0 || len(b) > 64 {
		return string(b)
	}
	at := &c.last[maphash.Bytes(c.seed, b)%uint64(len(c.last))]
	if *at != string(b) {
		*at = string(b)
	}
	return *at
}
