package people

// Stats is the memory of a view's state in bytes, by kind; what it shares with other views is counted in each.
type Stats struct {
	Identity   int64 `json:"identity"`   // IDs, their table, aliases, the mask of the dead
	Attributes int64 `json:"attributes"` // columns and their dictionaries
	Indexes    int64 `json:"indexes"`    // ordered indexes, by estimate: 28 bytes an entry of 16, for their nodes are between half full (34 bytes, where values ascend) and three quarters (24, where they come in no order)
	Tags       int64 `json:"tags"`
	Kept       int64 `json:"kept"` // who met the latest tests on attributes: see View.Matching
}

// indexed is what an entry of an index takes, about.
const indexed = 28

// Stats adds up the memory of the view's state. It looks at every page once, not at every person.
func (v *View) Stats() Stats { return v.stats(func(c *column) *tree { return c.shown }) }

// Stats adds up the memory of the state, and says how much more its tables take at most when they grow next.
func (r *Registry) Stats() (s Stats, ahead int64) {
	s, ahead = r.stats(func(c *column) *tree { return c.index }), r.ids.ahead()
	for _, c := range r.columns {
		ahead += c.texts.ahead()
	}
	return s, ahead
}

func (v *state) stats(index func(*column) *tree) Stats {
	s := Stats{Identity: v.ids.bytes() + v.links.bytes() + v.dead.bytes() + v.unnamed.bytes()}
	for _, c := range v.columns {
		s.Attributes += 400 + int64(len(c.name)) + c.texts.bytes() + c.cells.directoryBytes()
		c.cells.all(func(_ Number, p *page) { s.Attributes += p.bytes() })
		s.Kept += c.kept.bytes()
		if t := index(c); t != nil {
			s.Indexes += int64(t.Len()) * indexed
		}
	}
	for _, t := range v.tags {
		s.Tags += 80 + int64(len(t.name)) + t.members.bytes()
	}
	return s
}
