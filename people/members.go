package people

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// members is a set of numbers that changes: the dead, the people of a tag. It is one bitmap a shard, copied on write as a grid is: the
// struct is a snapshot, and a write after one copies at most the 8 KiB of a shard.
type members struct {
	stamp  uint64
	count  int
	shards []memberShard
}

type memberShard struct {
	stamp uint64
	bits  *roaring.Bitmap // only numbers of this shard; nil: none
}

func (m *members) has(n Number) bool {
	s := n.shard()
	return s < len(m.shards) && m.shards[s].bits != nil && m.shards[s].bits.Contains(uint32(n))
}

// own is the bitmap of a shard for writing.
func (m *members) own(shard int, epoch uint64) *roaring.Bitmap {
	if m.stamp != epoch {
		m.shards = slices.Clone(m.shards)
		m.stamp = epoch
	}
	for shard >= len(m.shards) {
		m.shards = append(m.shards, memberShard{})
	}
	s := &m.shards[shard]
	if s.bits == nil {
		s.bits = roaring.New()
	} else if s.stamp != epoch {
		s.bits = s.bits.Clone()
	}
	s.stamp = epoch
	return s.bits
}

func (m *members) add(n Number, epoch uint64) bool {
	if m.has(n) {
		return false
	}
	m.own(n.shard(), epoch).Add(uint32(n))
	m.count++
	return true
}

func (m *members) remove(n Number, epoch uint64) bool {
	if !m.has(n) {
		return false
	}
	m.own(n.shard(), epoch).Remove(uint32(n))
	m.count--
	return true
}

// addShard adds numbers of one shard and tells how many were new; part is taken over.
func (m *members) addShard(shard int, part *roaring.Bitmap, epoch uint64) uint64 {
	m.drop(shard, part)
	added := part.GetCardinality()
	if added > 0 {
		m.own(shard, epoch).Or(part)
		m.count += int(added)
	}
	return added
}

// drop takes the members out of a bitmap of one shard.
func (m *members) drop(shard int, part *roaring.Bitmap) {
	if shard < len(m.shards) && m.shards[shard].bits != nil {
		part.AndNot(m.shards[shard].bits)
	}
}

// removeAll removes the numbers of a bitmap and tells how many were there.
func (m *members) removeAll(b *roaring.Bitmap, epoch uint64) uint64 {
	var removed uint64
	eachShard(b, func(shard int, part *roaring.Bitmap) {
		if shard >= len(m.shards) || m.shards[shard].bits == nil || !m.shards[shard].bits.Intersects(part) {
			return
		}
		own := m.own(shard, epoch)
		before := own.GetCardinality()
		own.AndNot(part)
		removed += before - own.GetCardinality()
	})
	m.count -= int(removed)
	return removed
}

// each yields the numbers in ascending order.
func (m *members) each(yield func(Number) bool) {
	for _, s := range m.shards {
		if s.bits == nil {
			continue
		}
		for n := range (Set{bits: s.bits}).Numbers() {
			if !yield(n) {
				return
			}
		}
	}
}

// bitmap is all the numbers, as a bitmap of the caller's own.
func (m *members) bitmap() *roaring.Bitmap {
	b := roaring.New()
	for _, s := range m.shards {
		if s.bits != nil {
			b.Or(s.bits) // keys ascend: each one is appended as a copy
		}
	}
	return b
}

func (m *members) bytes() int64 {
	var sum int64
	for _, s := range m.shards {
		sum += 16
		if s.bits != nil {
			sum += 80 + 60 + int64(s.bits.GetSizeInBytes())
		}
	}
	return sum
}

// eachShard calls do with the part of a bitmap that lies in each shard, where there is one. The part is do's own.
func eachShard(b *roaring.Bitmap, do func(shard int, part *roaring.Bitmap)) {
	it := b.Iterator()
	for it.HasNext() {
		shard := int(it.PeekNext() >> shardBits)
		do(shard, cutShard(b, shard))
		if shard == 1<<(32-shardBits)-1 {
			return
		}
		it.AdvanceIfNeeded(uint32(shard+1) << shardBits)
	}
}

// cutShard is the part of a bitmap that lies in a shard.
func cutShard(b *roaring.Bitmap, shard int) *roaring.Bitmap {
	whole := roaring.New()
	whole.AddRange(uint64(shard)<<shardBits, uint64(shard+1)<<shardBits)
	return roaring.And(whole, b) // in this order a full run hands out a copy of the other side at once
}
