package house_test

import (
	"maps"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// rules are the house rules; each breaks on a small sound tree with these files laid over it, and says so.
var rules = []struct {
	name   string
	broken func(*tree) []string
	breaks []breach
}{
	{"fixed top level", fixedTop, []breach{
		{"something new", map[string]string{"internal/x.go": "// Package internal is.\npackage internal"}, "internal does not belong"},
		{"a test", map[string]string{"doc_test.go": "package footfall_test"}, "doc_test.go does not belong"},
		{"something missing", map[string]string{"LICENSE": ""}, "LICENSE is missing"},
	}},
	{"named for the idea", namedForTheIdea, []breach{
		{"a package for leftovers", map[string]string{"store/util/x.go": "// Package util is.\npackage util"}, "store/util: a package for leftovers"},
		{"a file for leftovers", map[string]string{"store/helpers.go": "package store"}, "store/helpers.go: a file for leftovers"},
		{"another name", map[string]string{"store/log/x.go": "// Package logs is.\npackage logs"}, "package logs in folder log"},
		{"a program elsewhere", map[string]string{"store/tool/x.go": "package main"}, "package main in folder tool"},
	}},
	{"read at once", readAtOnce, []breach{
		{"501 lines", map[string]string{"store/long.go": "package store\n" + strings.Repeat("\n", 500)}, "store/long.go has 501 lines"},
	}},
	{"the two commands", commandsRun, []breach{
		{"not in the README", map[string]string{"README.md": "go test ./...\n"}, `README.md: no line "go run ./examples/quickstart"`},
		{"not run", map[string]string{".ci/run": "go run ./examples/quickstart\n  go test -race ./...\n"}, `.ci/run: no line "go test ./..."`},
		{"no README", map[string]string{"README.md": ""}, "README.md"},
	}},
	{"one way", oneWay, []breach{
		{"up", imports("people", "store"), "people/x.go imports store"},
		{"up by a test", map[string]string{"store/x_test.go": `package store_test; import _ "` + module + `/segment"`}, "store/x_test.go imports segment"},
		{"from below a folder", imports("people/value", "segment"), "people/value/x.go imports segment"},
		{"funnel to metrics", imports("funnel", "metrics"), "funnel/x.go imports metrics"},
		{"metrics to funnel", imports("metrics", "funnel"), "metrics/x.go imports funnel"},
		{"report to funnel", imports("metrics/report", "funnel"), "metrics/report/x.go imports funnel"},
		{"examples from inside", imports("segment", "examples/internal/show"), "segment/x.go imports examples/internal/show"},
		{"the tour", map[string]string{"x.go": `package footfall; import _ "` + module + `/people"`}, "x.go imports people"},
		{"on files", imports("segment", "store/durable"), "segment/x.go imports store/durable"},
		{"on files by the store", imports("store", "store/durable"), "store/x.go imports store/durable"},
		{"a new family", map[string]string{"paths/x.go": "package paths"}, "paths: not a package of the house"},
	}},
	{"few strangers", fewStrangers, []breach{
		{"roaring in segment", imports("segment", roaringPath), "segment/x.go imports " + roaringPath},
		{"roaring64 in a test", map[string]string{"funnel/x_test.go": `package funnel_test; import _ "` + roaringPath + `/roaring64"`}, "funnel/x_test.go"},
		{"btree in metrics", imports("metrics", btreePath), "metrics/x.go imports " + btreePath},
		{"bbolt in store", imports("store", bboltPath), "store/x.go imports " + bboltPath},
		{"bbolt's errors in people", imports("people", bboltPath+"/errors"), "people/x.go imports " + bboltPath},
		{"testify outside of tests", imports("people", testifyPath+"/require"), "people/x.go imports " + testifyPath},
		{"somebody else", imports("store", "golang.org/x/sync/errgroup"), "store/x.go imports golang.org/x/sync"},
		{"unsafe", imports("store", "unsafe"), "store/x.go imports unsafe"},
		{"dot", map[string]string{"store/x.go": `package store; import . "fmt"`}, "dot import of fmt"},
	}},
	{"light module", lightModule, []breach{
		{"another module", map[string]string{"go.mod": "module m\nrequire example.org/m v1.0.0\n"}, "go.mod requires example.org/m"},
		{"in a block", map[string]string{"go.mod": "module m\nrequire (\n\texample.org/m v1.0.0\n)\n"}, "go.mod requires example.org/m"},
		{"a replacement", map[string]string{"go.mod": "module m\nreplace example.org/m => ../m\n"}, "replace example.org/m"},
	}},
	{"closed surface", closedSurface, []breach{
		{"a parameter", shows(`func F(b *roaring.Bitmap) {}`), "F shows"},
		{"a result", shows(`func (s *Store) F() (int, []*roaring.Bitmap) { return 0, nil }`), "Store.F shows"},
		{"a field", shows(`type T struct { A, b roaring.Bitmap }`), "T shows"},
		{"an embedded field", shows(`type T struct { *roaring.Bitmap }`), "T shows"},
		{"a function in a field", shows(`type T struct { Do func(*roaring.Bitmap) }`), "T shows"},
		{"an interface", shows(`type T interface { Do(*roaring.Bitmap) }`), "T shows"},
		{"an alias", shows(`type T = map[int]*roaring.Bitmap`), "T shows"},
		{"a hidden alias", shows("type bits = *roaring.Bitmap\nfunc F() bits { return nil }"), "F shows"},
		{"a hidden struct", shows("type bits struct { B *roaring.Bitmap }\nfunc F() bits { return bits{} }"), "F shows"},
		{"a constraint", shows(`func F[T interface{ *roaring.Bitmap }](t T) {}`), "F shows"},
		{"a generic type", shows(`type T[B interface{ *roaring.Bitmap }] struct{ b B }`), "T shows"},
		{"a variable", shows(`var V = roaring.New()`), "V shows"},
		{"a third door", shows(`func (v View) Adopt(b *roaring.Bitmap) {}`), "View.Adopt shows"},
		{"btree", map[string]string{"store/x.go": `package store; import "` + btreePath + `"; func F(t *btree.BTree) {}`}, "F shows"},
		{"renamed", map[string]string{"store/x.go": `package store; import r "` + roaringPath + `"; func F(t *r.Bitmap) {}`}, "F shows"},
	}},
	{"documented", documented, []breach{
		{"no package comment", map[string]string{"store/cold/x.go": "package cold"}, "store/cold: 0 package comments"},
		{"two", map[string]string{"store/x.go": "// Package store is.\npackage store"}, "store: 2 package comments"},
		{"of another name", map[string]string{"store/cold/x.go": "// Cold things.\npackage cold"}, `does not begin with "Package cold "`},
		{"a function", map[string]string{"store/x.go": "package store\nfunc F() {}"}, "F has no doc comment"},
		{"a comment beside", map[string]string{"store/x.go": "package store\nfunc F() {} // not for readers of the docs"}, "F has no doc comment"},
		{"a method", map[string]string{"store/x.go": "package store\nfunc (s *Store) F() {}"}, "Store.F has no doc comment"},
		{"a type", map[string]string{"store/x.go": "package store\ntype T int"}, "T has no doc comment"},
		{"a constant", map[string]string{"store/x.go": "package store\nconst C = 1"}, "C has no doc comment"},
		{"a directive", map[string]string{"store/x.go": "package store\n\n//go:noinline\nfunc F() {}"}, "F has no doc comment"},
	}},
	{"no state", noState, []breach{
		{"init", map[string]string{"store/x.go": "package store\nfunc init() {}"}, "func init"},
		{"a map", map[string]string{"store/x.go": "package store\nvar cache = map[int]int{}"}, "variable cache"},
		{"an exported table", map[string]string{"store/x.go": "package store\n// T is a table, never changed.\nvar T = []int{1}"}, "variable T"},
		{"no error", map[string]string{"store/x.go": "package store\nvar ErrCount int"}, "variable ErrCount"},
	}},
}

type breach struct {
	name  string
	files map[string]string // "": taken away
	says  string
}

// imports is a file of a package that imports another, of ours where it is no full path.
func imports(from, what string) map[string]string {
	if !strings.Contains(what, ".") && what != "unsafe" {
		what = module + "/" + what
	}
	return map[string]string{from + "/x.go": "package x; import _ \"" + what + `"`}
}

// shows is a file of store that imports roaring.
func shows(code string) map[string]string {
	return map[string]string{"store/x.go": "package store\nimport \"" + roaringPath + "\"\n" + code}
}

// sound is a small tree that breaks no rule, with what comes close to breaking one.
func sound() map[string]string {
	return map[string]string{
		"CHANGELOG.md": "c", "LICENSE": "l", "go.sum": "", ".gitignore": "",
		"README.md": "    $ go run ./examples/quickstart\n    $ go test ./...  # all of them\n",
		".ci/run":   "  go run ./examples/quickstart\n  go test ./...\n",
		"go.mod":    "module m\ngo 1.26\nrequire " + btreePath + " v1\nrequire (\n\texample.org/m v1.0.0 // indirect\n\t" + roaringPath + " v2\n)\n",
		"doc.go":    "// Package footfall is.\npackage footfall",
		"people/people.go": "// Package people is.\npackage people\nimport \"" + roaringPath + "\"\n// View is.\ntype View struct { b *roaring.Bitmap }\n" +
			"// Adopt does.\nfunc (v *View) Adopt(b *roaring.Bitmap) {}\n// Set is.\ntype Set struct{}\n// Bits does.\nfunc (s Set) Bits() *roaring.Bitmap { return nil }\n" +
			"type inner struct { b *roaring.Bitmap }\nfunc (i inner) Or(b *roaring.Bitmap) {}\nfunc or(b *roaring.Bitmap) {}\n" +
			"// Holder is.\ntype Holder struct { I inner }\n",
		"people/value/value.go": "// Package value is.\npackage value\nimport \"errors\"\n// ErrKind is.\nvar ErrKind = errors.New(\"k\")\nvar _ error = ErrKind\n" +
			"// powers is a table, never\n// changed.\nvar powers = []int{1, 10}\n// The kinds.\nconst (\n\tA = 1\n\tB = 2 // b\n)\n",
		"store/store.go":       "// Package store is.\npackage store\nimport _ \"" + module + "/people\"\n// Store is.\ntype Store struct{}\nfunc (s Store) String() string { return \"\" }\n",
		"store/store_test.go":  "package store_test\nimport _ \"" + testifyPath + "/require\"\nvar state int\nfunc Undocumented() {}\n",
		"store/durable/d.go":   "// Package durable is.\npackage durable\nimport _ \"" + bboltPath + "\"\nimport _ \"" + module + "/store\"",
		"store/testdata/x.go":  "not Go",
		"store/sql/go.mod":     "module m/store/sql",
		"store/sql/x.go":       "package other; import _ \"example.org/driver\"",
		"segment/segment.go":   "// Package segment is.\npackage segment\nimport _ \"" + module + "/store\"",
		"metrics/metrics.go":   "// Package metrics is.\npackage metrics\nimport _ \"" + module + "/metrics/report\"",
		"metrics/report/r.go":  "// Package report is.\npackage report\nimport _ \"" + module + "/segment\"",
		"funnel/funnel.go":     "// Package funnel is.\npackage funnel\nimport _ \"" + module + "/metrics/report\"",
		"examples/a/main.go":   "// Command a is.\npackage main\nimport _ \"" + module + "/funnel\"\nimport _ \"" + module + "/store/durable\"\nfunc Run() {}",
		"examples/a/m_test.go": "package main",
	}
}

func readMap(t *testing.T, files map[string]string) *tree {
	t.Helper()
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	read, err := readTree(m)
	require.NoError(t, err)
	return read
}

func TestHouseRules(t *testing.T) {
	house, err := readTree(os.DirFS("../../.."))
	require.NoError(t, err)
	require.Greater(t, len(house.packages), 5, "this is not the module's root")
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			for _, b := range rule.broken(house) {
				t.Error(b)
			}
		})
	}
}

func TestRulesHoldOnASoundTree(t *testing.T) {
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) { require.Empty(t, rule.broken(readMap(t, sound()))) })
	}
}

func TestRulesCanFail(t *testing.T) {
	for _, rule := range rules {
		for _, breach := range rule.breaks {
			t.Run(rule.name+"/"+breach.name, func(t *testing.T) {
				files := sound()
				maps.Copy(files, breach.files)
				for name, text := range breach.files {
					if text == "" {
						delete(files, name)
					}
				}
				broken := rule.broken(readMap(t, files))
				require.Len(t, broken, 1, "one breach, one finding")
				require.Contains(t, broken[0], breach.says)
			})
		}
	}
}
