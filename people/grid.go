package people

import "slices"

// grid is a sparse array of pages by number, in two levels: shards of pages. It is copied on write: the struct itself is a snapshot, to be
// copied by assignment, and whatever was made before the writer's present epoch is copied before it changes. A write after a snapshot so
// costs one directory of shards, one shard directory and one page; a further one in the same epoch costs nothing extra.
type grid[P any] struct {
	stamp  uint64 // the epoch in which shards was made
	shards []*gridShard[P]
}

type gridShard[P any] struct {
	stamp  uint64 // the epoch in which this directory was made
	stamps [shardPages]uint64
	pages  [shardPages]*P
}

// page is the page that holds the number; nil where nothing was ever written near it.
func (g *grid[P]) page(n Number) *P {
	s := n.shard()
	if s >= len(g.shards) || g.shards[s] == nil {
		return nil
	}
	return g.shards[s].pages[n>>pageBits&(shardPages-1)]
}

// own is page for writing: a page of this epoch. clone copies a page, or makes one from nil.
func (g *grid[P]) own(n Number, epoch uint64, clone func(*P) *P) *P {
	s, i := n.shard(), n>>pageBits&(shardPages-1)
	if g.stamp != epoch {
		g.shards = slices.Clone(g.shards)
		g.stamp = epoch
	}
	for s >= len(g.shards) {
		g.shards = append(g.shards, nil)
	}
	shard := g.shards[s]
	if shard == nil {
		shard = &gridShard[P]{stamp: epoch}
		g.shards[s] = shard
	} else if shard.stamp != epoch {
		fresh := *shard
		fresh.stamp = epoch
		shard = &fresh
		g.shards[s] = shard
	}
	if shard.stamps[i] != epoch {
		shard.pages[i] = clone(shard.pages[i])
		shard.stamps[i] = epoch
	}
	return shard.pages[i]
}

// all calls do for every page, with the number of its first cell, in ascending order.
func (g *grid[P]) all(do func(first Number, p *P)) {
	for s := range g.shards {
		g.in(s, do)
	}
}

// in is all for the pages of one shard.
func (g *grid[P]) in(s int, do func(first Number, p *P)) {
	if g.shards[s] == nil {
		return
	}
	for i, p := range g.shards[s].pages {
		if p != nil {
			do(Number(s<<shardBits|i<<pageBits), p)
		}
	}
}

// directoryBytes is the memory of the directories, pages apart.
func (g *grid[P]) directoryBytes() int64 {
	var sum int64
	for _, shard := range g.shards {
		sum += 8
		if shard != nil {
			sum += 8 + shardPages*16
		}
	}
	return sum
}
