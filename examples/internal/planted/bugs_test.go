package planted_test

// bug is a change to one file that makes the module wrong, and the test that has to notice.
type bug struct {
	name     string
	file     string
	from, to string // from is in the file exactly once
	test     string // of the package that testIn names
	testIn   string
	linux    bool // the test traces a process, which it can on Linux on amd64 alone
}

func bugs() []bug {
	return []bug{
		{name: "a day begins a millisecond late", file: "store/calendar.go", from: "for ms >= c.start(d+1) {", to: "for ms > c.start(d+1) {",
			testIn: "store", test: "TestStoreIsItsSlowTwin"},
		{name: "the last 30 days are 31", file: "store/timeframe.go", from: "today-value.Date(t.LastDays)+1", to: "today-value.Date(t.LastDays)",
			testIn: "store", test: "TestTimeframeSpan"},
		{name: "the end of the window is not in it", file: "funnel/run.go", from: "t-r.starts[a] > r.window", to: "t-r.starts[a] >= r.window",
			testIn: "funnel", test: "TestGolden"},
		{name: "an event goes to the earliest attempt, not the latest", file: "funnel/run.go", from: "if w[up] >= a {", to: "if w[up] <= a {",
			testIn: "funnel", test: "TestMatchOfManyOverlappingAttempts"},
		{name: "what is absent meets is not", file: "people/value/match.go", from: "return t.Op == OpMissing", to: "return t.Op == OpMissing || t.Op == OpIsNot",
			testIn: "people/value", test: "TestEveryOperatorOnEveryKind"},
		{name: "a tag is lost on merging", file: "people/registry.go", from: "			t.members.add(into, r.epoch)\n", to: "",
			testIn: "store", test: "TestStoreIsItsSlowTwin"},
		{name: "views share the list of tags", file: "people/tags.go", from: "r.tags = slices.Clone(r.tags)", to: "r.tags = r.tags[:len(r.tags):cap(r.tags)]",
			testIn: "people", test: "TestRegistryIsItsModel"},
		{name: "an event that comes twice counts twice", file: "store/append.go", from: "if sh.hasID(low, id) {", to: "if id == \"\" && sh.hasID(low, id) {",
			testIn: "store", test: "TestStoreIsItsSlowTwin"},
		{name: "a change that the journal refuses is made", file: "store/journal.go", from: "if p.done = true; err != nil {", to: "if p.done = true; err != nil && p.out.removed < 0 {",
			testIn: "store", test: "TestJournalRefuses"},
		{name: "a commit that is missing in between goes unnoticed", file: "store/journal.go", from: "case number > have+1:", to: "case number > have+1e9:",
			testIn: "store", test: "TestReplayNoticesGaps"},
		{name: "a checksum is not compared", file: "store/snapshot.go", from: "sum != blockSum(b.index, body)", to: "sum != blockSum(b.index, body) && body == nil",
			testIn: "store", test: "TestDamagedSnapshot"},
		{name: "a snapshot is not synced", file: "store/durable/folder.go", from: "			err = file.Sync()\n", to: "",
			testIn: "store/durable", test: "TestEveryCrashPoint", linux: true},
		{name: "a new name is not synced", file: "store/durable/folder.go", from: "	return f.sync()\n}\n\n// writeSnapshot", to: "	return nil\n}\n\n// writeSnapshot",
			testIn: "store/durable", test: "TestEveryCrashPoint", linux: true},
		{name: "a tail is forgotten before its snapshot is written", file: "store/durable/snapshot.go", from: "	if v.Commits() != saved {", to: "	_ = j.forget(base)\n	if v.Commits() != saved {",
			testIn: "store/durable", test: "TestEveryCrashPoint", linux: true},
		{name: "commits are not synced", file: "store/durable/tail.go", from: "Timeout: time.Second, NoSync: noSync}", to: "Timeout: time.Second, NoSync: true}",
			testIn: "store/durable", test: "TestFailingFsync", linux: true},
		{name: "who dies in a head is seen", file: "store/dead.go", from: "h.buried = h.buried || slices.Contains(h.low, low)", to: "h.buried = h.buried && slices.Contains(h.low, low)",
			testIn: "store", test: "TestViewsTakenDuringACompactionAreWithoutTheDead"},
		{name: "who dies while runs are made is seen in them", file: "store/shard.go", from: "r.buried.Store(gone != nil && slices.ContainsFunc(r.low, gone.has))", to: "r.buried.Store(gone == nil)",
			testIn: "store", test: "TestWhoDiesWhileRunsAreMadeIsNotSeen"},
		{name: "a day is counted for each range of people", file: "store/totals.go", from: "if d.at.first > 0 {", to: "if d.at.first < 0 {",
			testIn: "store", test: "TestEveryPathIsTheLog"},
		{name: "a text is told by the lower bytes of its code", file: "store/text_index.go", from: "code := uint32(nums[row])", to: "code := uint32(uint16(nums[row]))",
			testIn: "store", test: "TestOneOfManyTexts"},
		{name: "times that a key has no room for are not told apart", file: "store/rows.go", from: "if c := cmp.Compare(g.times[a], g.times[b]); c != 0 {", to: "if c := 0; c != 0 {",
			testIn: "store", test: "TestScanOverAges"},
		{name: "an hour begins with the quarter before", file: "store/quarters.go", from: "at := first + int64(slot)*quarter", to: "at := first + int64(slot)*quarter + quarter/2",
			testIn: "store", test: "TestTotalsByQuarter"},
		{name: "whom a second step follows at the end of the window is not followed", file: "funnel/enter.go", from: "in.reach = uint32(min(c.window>>in.shift, maxSlots)) + 1", to: "in.reach = uint32(min(c.window>>in.shift, maxSlots))",
			testIn: "funnel", test: "TestEdgesOfWindows"},
		{name: "who met a test yesterday meets it today", file: "people/kept.go", from: "a.loc, a.today = f.Location, f.Today()", to: "a.loc = f.Location",
			testIn: "people", test: "TestKeptAnswersAreThoseOfTheView"},
		{name: "a week ends a day late", file: "store/distinct.go", from: "c.days[i] < first+daysPerWeek", to: "c.days[i] <= first+daysPerWeek",
			testIn: "store", test: "TestEveryPathIsTheLog"},
	}
}
