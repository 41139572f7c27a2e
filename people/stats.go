package people

// Stats is the memory of a view's state in bytes, by kind; what it shares with other views is counted in each.
type Stats struct {
	Identity   int64 `json:"identity"`   // IDs, their table, aliases, the mask of the dead
	Attributes int64 `json:"attributes"` // columns and their dictionaries
	Indexes    int64 `json:"indexes"`    // ordered indexes, by estimate: their nodes are counted as three quarters full
	Tags       int64 `json:"tags"`
}

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
		if t := index(c); t != nil {
			s.Indexes += int64(t.Len()) * 16 * 4 / 3
		}
	}
	for _, t := range v.tags {
		s.Tags += 80 + int64(len(t.name)) + t.members.bytes()
	}
	return s
}
