package store

import (
	"bytes"
	"hash/maphash"

	"github.com/footfall-go/footfall/people/value"
)

// plan is a scan's selectors compiled against a view's names, for one worker: its memo is not shared.
type plan struct {
	names    *known
	property int // code of the property whose values are asked for; -1: none
	shapes   []shapePlan
	plain    [][]uint32 // by selector: its events, where it asks for some by name and nothing of their properties; else nil
	nodes    [][]node   // by selector and shape: see nodesOf; nil: not made yet
}

// shapePlan is what rows of one shape have to do with the selectors.
type shapePlan struct {
	hits  uint64 // selectors that every such row meets
	tests []shapeTest
}

// shapeTest is a selector that depends on the row's properties.
type shapeTest struct {
	bit uint64
	on  node
}

// node is a condition compiled for one shape.
type node struct {
	op   nodeOp
	slot int   // nodeLeaf: of the shape
	leaf *leaf // nodeLeaf
	of   []node
}

type nodeOp uint8

const (
	nodeFalse nodeOp = iota
	nodeTrue
	nodeLeaf
	nodeAll
	nodeAny
	nodeNot
)

// leaf is one test on one property, with what it said of each text and of each list so far: 0 not asked yet, 1 no, 2 yes. The two are told apart
// because a text may be, byte for byte, what a list is kept as.
type leaf struct {
	test        value.Test
	frame       value.Frame
	texts       texts
	memo, lists []uint8 // by code
	one         int64   // code + 1 of the only text that meets the test, where that is known
}

func newLeaf(test value.Test, f value.Frame, d *dictionary) *leaf {
	l := &leaf{test: test, frame: f, texts: d.snapshot()}
	if (test.Op == value.OpIs || test.Op == value.OpIn) && !test.Fold {
		// Equality: looked up, instead of comparing all texts that come. With 50,000 texts a question about one takes a third of the time so.
		l.memo = bytes.Repeat([]byte{1}, l.texts.len())
		d.mu.RLock()
		defer d.mu.RUnlock()
		for _, arg := range test.Args {
			if text, ok := arg.Text(); ok {
				if c, ok := d.find(maphash.String(d.seed, text), text); ok && int(c) < len(l.memo) {
					l.memo[c], l.one = 2, int64(c)+1
				}
			}
		}
		if len(test.Args) != 1 {
			l.one = 0
		}
	}
	return l
}

func (l *leaf) match(s storage, u uint64) bool {
	memo := &l.memo
	switch s {
	case asText:
	case asTexts:
		memo = &l.lists
	default:
		return l.test.Match(unpack(s, u, &l.texts), l.frame)
	}
	if *memo == nil {
		*memo = make([]uint8, l.texts.len())
	}
	if (*memo)[u] == 0 {
		(*memo)[u] = 1
		if l.test.Match(unpack(s, u, &l.texts), l.frame) {
			(*memo)[u] = 2
		}
	}
	return (*memo)[u] == 2
}

func newPlan(k *known, f value.Frame, sels []Selector, property string) *plan {
	p := &plan{names: k, property: -1, shapes: make([]shapePlan, len(k.shapes)), nodes: make([][]node, len(sels))}
	if property != "" {
		if c, ok := k.property(property); ok {
			p.property = int(c)
		}
	}
	for bit, sel := range sels {
		var wanted map[uint32]bool
		plain := []uint32{}
		if len(sel.Events) > 0 {
			wanted = make(map[uint32]bool, len(sel.Events))
			for _, name := range sel.Events {
				if c, ok := k.event(name); ok && !wanted[c] {
					wanted[c] = true
					plain = append(plain, c)
				}
			}
		}
		if wanted == nil || sel.Where != nil {
			plain = nil
		}
		p.plain = append(p.plain, plain)
		leaves := map[string]*leaf{}
		for i, sh := range k.shapes {
			if wanted != nil && !wanted[sh.event] {
				continue
			}
			switch on := p.compile(sel.Where, sh, f, leaves, ""); on.op {
			case nodeTrue:
				p.shapes[i].hits |= 1 << bit
			case nodeFalse:
			default:
				p.shapes[i].tests = append(p.shapes[i].tests, shapeTest{1 << bit, on})
			}
		}
	}
	return p
}

// compile folds what the shape alone decides: a property that it lacks fails every test but "not exists". path tells the leaves of a
// selector apart, so that all shapes share a leaf's memo.
func (p *plan) compile(c Condition, sh *shape, f value.Frame, leaves map[string]*leaf, path string) node {
	switch c := c.(type) {
	case nil:
		return node{op: nodeTrue}
	case PropertyTest:
		code, ok := p.names.property(c.Property)
		if ok {
			for i, s := range sh.slots {
				if s.property != code {
					continue
				}
				if leaves[path] == nil {
					leaves[path] = newLeaf(c.Test, f, p.names.properties[code].texts)
				}
				return node{op: nodeLeaf, slot: i, leaf: leaves[path]}
			}
		}
		return truth(c.Test.Match(value.Value{}, f))
	case All:
		n := node{op: nodeAll}
		for i, of := range c {
			switch kid := p.compile(of, sh, f, leaves, path+childPath(i)); kid.op {
			case nodeTrue:
			case nodeFalse:
				return kid
			default:
				n.of = append(n.of, kid)
			}
		}
		if len(n.of) == 0 {
			return truth(true)
		}
		return n
	case Any:
		n := node{op: nodeAny}
		for i, of := range c {
			switch kid := p.compile(of, sh, f, leaves, path+childPath(i)); kid.op {
			case nodeTrue:
				return kid
			case nodeFalse:
			default:
				n.of = append(n.of, kid)
			}
		}
		if len(n.of) == 0 {
			return truth(false)
		}
		return n
	case Not:
		switch kid := p.compile(c.Of, sh, f, leaves, path+"!"); kid.op {
		case nodeTrue:
			return truth(false)
		case nodeFalse:
			return truth(true)
		default:
			return node{op: nodeNot, of: []node{kid}}
		}
	}
	return truth(false)
}

func childPath(i int) string { return string(rune('0' + i)) }

func truth(b bool) node {
	if b {
		return node{op: nodeTrue}
	}
	return node{op: nodeFalse}
}

func (n *node) eval(r *run, sh *runShape, at uint32) bool {
	switch n.op {
	case nodeLeaf:
		s := &sh.slots[n.slot]
		return n.leaf.match(s.storage, r.num(at, s))
	case nodeAll:
		for i := range n.of {
			if !n.of[i].eval(r, sh, at) {
				return false
			}
		}
		return true
	case nodeAny:
		for i := range n.of {
			if n.of[i].eval(r, sh, at) {
				return true
			}
		}
		return false
	case nodeNot:
		return !n.of[0].eval(r, sh, at)
	}
	return n.op == nodeTrue
}

// nodesOf is what a selector asks of the rows of each shape.
func (p *plan) nodesOf(selector int) []node {
	if p.nodes[selector] == nil {
		nodes := make([]node, len(p.shapes))
		for i := range p.shapes {
			sp, bit := &p.shapes[i], uint64(1)<<selector
			nodes[i] = truth(sp.hits&bit != 0)
			for j := range sp.tests {
				if sp.tests[j].bit == bit {
					nodes[i] = sp.tests[j].on
				}
			}
		}
		p.nodes[selector] = nodes
	}
	return p.nodes[selector]
}

// runPlan is a plan bound to the shapes of one run.
type runPlan struct {
	hits     []uint64      // local shape -> selectors that all its rows meet
	tests    [][]shapeTest // local shape -> selectors to test row by row
	property []int         // local shape -> slot of the property asked for; -1: absent
	wanted   bool          // whether any row can meet a selector
	slots    bool          // whether slots have to be read
}

func (p *plan) bind(r *run) runPlan {
	b := runPlan{hits: make([]uint64, len(r.shapes)), tests: make([][]shapeTest, len(r.shapes)), property: make([]int, len(r.shapes))}
	for i := range r.shapes {
		sp := &p.shapes[r.shapes[i].shape]
		b.hits[i], b.tests[i], b.property[i] = sp.hits, sp.tests, -1
		b.wanted = b.wanted || sp.hits != 0 || sp.tests != nil
		b.slots = b.slots || sp.tests != nil
		for j := range r.shapes[i].slots {
			if int(r.shapes[i].slots[j].property) == p.property {
				b.property[i] = j
			}
		}
	}
	b.slots = b.slots || p.property >= 0
	return b
}
