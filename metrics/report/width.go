package report

// Width is how many terminal columns the grid of the table takes in text: without title and notes, which are never cut.
func (t Table) Width() int {
	sum := 0
	for i, c := range t.Columns {
		widest := makeCell(c.Name).width
		for _, row := range t.Rows {
			if i < len(row) {
				widest = max(widest, makeCell(row[i]).width)
			}
		}
		if i > 0 {
			sum += len(columnGap)
		}
		sum += widest
	}
	return sum
}
