package people

// Stats is the memory of a view's state in bytes, by kind; what it shares with other views is counted in each.
type Stats struct {
	Identity   int64 `json:"identity"`   // IDs, their table, aliases, the mask of the dead
	Attributes int64 `json:"attributes"` // columns and their dictionaries
	Indexes    int64 `json:"indexes"`    // ordered indexes, by estimate: their nodes are counted as three quarters full
	Tags       int64 `json:"tags"`
}

// Stats adds up the memory of the view's state. It looks at every page once, not at every person.
func (v *View) Stats() Stats {
	s := Stats{Identity: v.ids.bytes() + v.links.bytes() + v.dead.bytes()}
	for _, c := range v.columns {
		s.Attributes += 400 + int64(len(c.name)) + c.texts.bytes() + c.cells.directoryBytes()
		c.cells.all(func(_ Number, p *page) { s.Attributes += p.bytes() })
		if c.shown != nil {
			s.Indexes += int64(c.shown.Len()) * 16 * 4 / 3
		}
	}
	for _, t := range v.tags {
		s.Tags += 80 + int64(len(t.name)) + t.members.bytes()
	}
	return s
}
