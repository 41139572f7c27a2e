package people

import (
	"encoding/binary"

	"github.com/RoaringBitmap/roaring/v2"
)

// FillMask sets bit in mask[i] (mask[i] |= bit) for every person of the shard, i being the number's low 16 bits. mask holds ShardSize
// bytes, and bit is usually one of 1, 2, 4 ... 128: it is how a scan tests up to eight sets at once. It costs about as much as there are
// people of the set in the shard, at most some 30 microseconds.
func (s Set) FillMask(shard int, bit byte, mask []byte) {
	if s.bits == nil {
		return
	}
	part := cutShard(s.bits, shard)
	count := part.GetCardinality()
	if count == 0 {
		return
	}
	mask = mask[:ShardSize]
	if count < ShardSize/16 {
		it := part.ManyIterator()
		var buffer [256]uint32
		for n := it.NextMany(buffer[:]); n > 0; n = it.NextMany(buffer[:]) {
			for _, x := range buffer[:n] {
				mask[x&(ShardSize-1)] |= bit
			}
		}
		return
	}
	var words [ShardSize / 64]uint64
	roaring.AddOffset64(part, -int64(shard)<<shardBits).WriteDenseTo(words[:])
	for w, word := range words {
		for i := w * 64; word != 0; i, word = i+8, word>>8 {
			eight := mask[i : i+8]
			binary.LittleEndian.PutUint64(eight, binary.LittleEndian.Uint64(eight)|spread(byte(word))*uint64(bit))
		}
	}
}

// spread puts each bit of a byte into a byte of its own.
func spread(b byte) uint64 {
	// A copy of b in each byte, of which byte i keeps bit i; adding 0x7f then carries it, from wherever it is, to the byte's highest bit.
	x := uint64(b) * 0x0101010101010101 & 0x8040201008040201
	return (x + 0x7f7f7f7f7f7f7f7f) >> 7 & 0x0101010101010101
}
