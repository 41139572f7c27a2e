package house_test

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// topLevel is everything at the top that is no dotfile.
var topLevel = []string{"CHANGELOG.md", "LICENSE", "README.md", "doc.go", "examples", "funnel", "go.mod", "go.sum", "metrics", "people", "segment", "store"}

// fixedTop: the top level is fixed, so that a stranger finds the same six words in every version.
func fixedTop(t *tree) (broken []string) {
	entries, err := fs.ReadDir(t.files, ".")
	if err != nil {
		return []string{err.Error()}
	}
	var names []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		names = append(names, e.Name())
		if !slices.Contains(topLevel, e.Name()) {
			broken = append(broken, e.Name()+" does not belong to the top level")
		}
	}
	for _, want := range topLevel {
		if !slices.Contains(names, want) {
			broken = append(broken, want+" is missing from the top level")
		}
	}
	return broken
}

// leftovers are names that say nothing of what is inside.
var leftovers = []string{"util", "utils", "common", "helper", "helpers", "types", "misc", "shared", "lib"}

// namedForTheIdea: packages are named as their folder, and neither they nor files for leftovers.
func namedForTheIdea(t *tree) (broken []string) {
	for _, p := range t.packages {
		want := path.Base(p.path)
		if p.path == "" {
			want = path.Base(module)
		}
		if slices.Contains(leftovers, want) {
			broken = append(broken, p.path+": a package for leftovers")
		}
		for _, s := range p.all() {
			name := strings.TrimSuffix(s.Name.Name, "_test")
			if name != want && !(p.top() == "examples" && name == "main") {
				broken = append(broken, fmt.Sprintf("%s: package %s in folder %s", s.path, s.Name.Name, want))
			}
			if slices.Contains(leftovers, strings.TrimSuffix(strings.TrimSuffix(path.Base(s.path), ".go"), "_test")) {
				broken = append(broken, s.path+": a file for leftovers")
			}
		}
	}
	return broken
}

const maxLines = 500

// readAtOnce: a file is one idea, and is read at once. Tests may be longer: tables are.
func readAtOnce(t *tree) (broken []string) {
	for _, p := range t.packages {
		for _, s := range p.sources {
			if s.lines > maxLines {
				broken = append(broken, fmt.Sprintf("%s has %d lines; at most %d", s.path, s.lines, maxLines))
			}
		}
	}
	return broken
}

// theTwoCommands are what the README promises to a stranger, and so what is run before anything is published.
var theTwoCommands = []string{"go run ./examples/quickstart", "go test ./..."}

func commandsRun(t *tree) (broken []string) {
	for _, file := range []string{"README.md", ".ci/run"} {
		text, err := fs.ReadFile(t.files, file)
		if err != nil {
			broken = append(broken, err.Error())
			continue
		}
		var lines []string
		for line := range strings.Lines(string(text)) {
			line, _, _ = strings.Cut(line, " #")
			lines = append(lines, strings.TrimPrefix(strings.TrimSpace(line), "$ "))
		}
		for _, command := range theTwoCommands {
			if !slices.Contains(lines, command) {
				broken = append(broken, fmt.Sprintf("%s: no line %q", file, command))
			}
		}
	}
	return broken
}
