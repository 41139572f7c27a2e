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
	for w, word := range denseShard(part, shard) {
		for i := w * 64; word != 0; i, word = i+8, word>>8 {
			eight := mask[i : i+8]
			binary.LittleEndian.PutUint64(eight, binary.LittleEndian.Uint64(eight)|spread[byte(word)]*uint64(bit))
		}
	}
}

// Words are the people of a set as bits, of a set of another view as Carry brings it to this one: bit i%64 of words[i/64] is number i. There are words for whole shards, for all numbers of the view; they are
// the caller's own. It takes some microseconds a shard, and is the opposite of GatherBits.
func (v *View) Words(s Set) []uint64 {
	words := make([]uint64, (v.Len()+ShardSize-1)/ShardSize*(ShardSize/64))
	s, _, _ = v.Carry(s)
	s.bitmap().WriteDenseTo(words)
	return words
}

// Dead are the numbers of a shard that are dead, as bits: bit i%64 of words[i/64] is the one whose low 16 bits are i. nil: none is. They are the caller's own, and take some microseconds.
func (r *Registry) Dead(shard int) []uint64 {
	if shard >= len(r.dead.shards) || r.dead.shards[shard].bits == nil {
		return nil
	}
	return denseShard(r.dead.shards[shard].bits, shard)
}

// denseShard is a bitmap that has numbers of one shard alone, as bits by their low 16 bits.
func denseShard(b *roaring.Bitmap, shard int) []uint64 {
	words := make([]uint64, ShardSize/64)
	roaring.AddOffset64(b, -int64(shard)<<shardBits).WriteDenseTo(words)
	return words
}

// WriteMask writes bit i%64 of words[i/64] to mask[i], as 0 or 1, for all the bits there are: see Words. It takes some 3 microseconds a shard.
func WriteMask(mask []byte, words []uint64) {
	for w, word := range words {
		of := (*[64]byte)(mask[w*64:])
		binary.LittleEndian.PutUint64(of[0:], spread[byte(word)])
		binary.LittleEndian.PutUint64(of[8:], spread[byte(word>>8)])
		binary.LittleEndian.PutUint64(of[16:], spread[byte(word>>16)])
		binary.LittleEndian.PutUint64(of[24:], spread[byte(word>>24)])
		binary.LittleEndian.PutUint64(of[32:], spread[byte(word>>32)])
		binary.LittleEndian.PutUint64(of[40:], spread[byte(word>>40)])
		binary.LittleEndian.PutUint64(of[48:], spread[byte(word>>48)])
		binary.LittleEndian.PutUint64(of[56:], spread[byte(word>>56)])
	}
}

// spread has each bit of a byte in a byte of its own, and is never changed. A table takes a third of the time of shifts.
var spread = func() (table [256]uint64) {
	for b := range table {
		for i := range 8 {
			table[b] |= uint64(b>>i&1) << (8 * i)
		}
	}
	return table
}()
