package house_test

import (
	"bufio"
	"fmt"
	"slices"
	"strings"
)

const (
	roaringPath = "github.com/RoaringBitmap/roaring/v2"
	btreePath   = "github.com/google/btree"
	testifyPath = "github.com/stretchr/testify"
	rapidPath   = "pgregory.net/rapid"
	bboltPath   = "go.etcd.io/bbolt"
)

// below says which families a family's code may import, itself apart.
var below = map[string][]string{
	"":         {},
	"people":   {},
	"store":    {"people"},
	"segment":  {"people", "store"},
	"metrics":  {"people", "store", "segment"},
	"funnel":   {"people", "store", "segment"}, // and metrics/report
	"examples": {"people", "store", "segment", "metrics", "funnel"},
}

// onFiles is the package that brings bbolt with it: only programs import it, so that who keeps events in memory links nothing of it.
const onFiles = "store/durable"

// oneWay: people <- store <- segment <- {metrics, funnel} <- examples, tests included; funnel takes of metrics only metrics/report.
func oneWay(t *tree) (broken []string) {
	for _, p := range t.packages {
		allowed, known := below[p.top()]
		if !known {
			broken = append(broken, p.path+": not a package of the house")
			continue
		}
		for _, s := range p.all() {
			for imported := range s.imports() {
				inner, ours := strings.CutPrefix(imported, module)
				if !ours {
					continue
				}
				inner = strings.TrimPrefix(inner, "/")
				top, _, _ := strings.Cut(inner, "/")
				switch {
				case inner == onFiles && p.path != onFiles && p.top() != "examples":
					broken = append(broken, fmt.Sprintf("%s imports %s", s.path, inner))
				case top == p.top(), slices.Contains(allowed, top):
				case p.top() == "funnel" && inner == "metrics/report":
				default:
					broken = append(broken, fmt.Sprintf("%s imports %s", s.path, inner))
				}
			}
		}
	}
	return broken
}

// stranger says where a package from elsewhere may be imported.
type stranger struct {
	path      string
	families  []string // nil: any
	in        string   // one package alone; empty: families says
	testsOnly bool
}

var strangers = []stranger{
	{path: roaringPath, families: []string{"people", "store"}},
	{path: btreePath, families: []string{"people", "store"}},
	{path: bboltPath, in: onFiles},
	{path: testifyPath, testsOnly: true},
	{path: rapidPath, testsOnly: true},
}

// unsafeFiles may import unsafe; each with the reason.
var unsafeFiles = map[string]string{}

// fewStrangers: what the packages import from elsewhere is a short list, with a place for each; unsafe and C need a reason.
func fewStrangers(t *tree) (broken []string) {
	for _, p := range t.packages {
		for _, s := range p.all() {
			test := strings.HasSuffix(s.path, "_test.go")
			for imported, name := range s.imports() {
				switch first, _, _ := strings.Cut(imported, "/"); {
				case name == ".":
					broken = append(broken, fmt.Sprintf("%s: dot import of %s", s.path, imported))
				case imported == "unsafe" || imported == "C":
					if unsafeFiles[s.path] == "" {
						broken = append(broken, fmt.Sprintf("%s imports %s", s.path, imported))
					}
				case !strings.Contains(first, "."), imported == module, strings.HasPrefix(imported, module+"/"):
				case !welcome(imported, p, test):
					broken = append(broken, fmt.Sprintf("%s imports %s", s.path, imported))
				}
			}
		}
	}
	return broken
}

func welcome(imported string, by *folder, test bool) bool {
	for _, s := range strangers {
		if imported == s.path || strings.HasPrefix(imported, s.path+"/") {
			return (test || !s.testsOnly) && (s.in == "" || s.in == by.path) && (s.families == nil || slices.Contains(s.families, by.top()))
		}
	}
	return false
}

// lightModule: go.mod asks for nothing else, directly.
func lightModule(t *tree) (broken []string) {
	file, err := t.files.Open("go.mod")
	if err != nil {
		return []string{err.Error()}
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "require "))
		words := strings.Fields(line)
		if len(words) < 2 || !strings.HasPrefix(words[1], "v") || strings.HasSuffix(line, "// indirect") {
			if len(words) > 0 && slices.Contains([]string{"replace", "tool", "exclude"}, words[0]) {
				broken = append(broken, "go.mod: "+line)
			}
			continue
		}
		known := slices.ContainsFunc(strangers, func(s stranger) bool { return s.path == words[0] })
		if !known {
			broken = append(broken, "go.mod requires "+words[0])
		}
	}
	return broken
}
