package people

// links says who merged into whom. It is a forest of unions, joined by rank, where the root of each tree names the one person of it that
// was merged into last: a look-up takes at most as many steps as the logarithm of the number of people merged together, however they were
// chained, and a merge writes two cells.
type links struct{ cells grid[linkPage] }

type linkPage struct {
	parent [pageCells]uint32 // parent's number + 1; 0: a root
	person [pageCells]uint32 // of a root: number + 1 of the person that all of the tree became; 0: the root itself
	rank   [pageCells]uint8  // of a root: bound on the height of its tree
}

func cloneLinks(p *linkPage) *linkPage {
	if p == nil {
		return new(linkPage)
	}
	fresh := *p
	return &fresh
}

func (l *links) root(n Number) Number {
	for {
		p := l.cells.page(n)
		if p == nil || p.parent[n.cell()] == 0 {
			return n
		}
		n = Number(p.parent[n.cell()] - 1)
	}
}

// person is who n has become: n itself if it was never merged away.
func (l *links) person(n Number) Number {
	root := l.root(n)
	if p := l.cells.page(root); p != nil && p.person[root.cell()] != 0 {
		return Number(p.person[root.cell()] - 1)
	}
	return root
}

// merge makes everybody who is from become into. Both are persons of their trees, and different.
func (l *links) merge(from, into Number, epoch uint64) {
	a, b := l.root(from), l.root(into)
	pa, pb := l.cells.own(a, epoch, cloneLinks), l.cells.own(b, epoch, cloneLinks)
	if pa.rank[a.cell()] > pb.rank[b.cell()] {
		a, b, pa, pb = b, a, pb, pa
	}
	if pa.rank[a.cell()] == pb.rank[b.cell()] {
		pb.rank[b.cell()]++
	}
	pa.parent[a.cell()] = uint32(b) + 1
	pb.person[b.cell()] = uint32(into) + 1
}

func (l *links) bytes() int64 {
	sum := l.cells.directoryBytes()
	l.cells.all(func(Number, *linkPage) { sum += pageCells * 9 })
	return sum
}
